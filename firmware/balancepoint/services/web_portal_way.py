"""GET of anything: phones ask some address of their maker's whether there is internet (/generate_204, /hotspot-detect.html,
/connecttest.txt, ...) and open what they are led to."""


async def answer(app, request):
    return 302, "text/plain", "", "Location: http://%s/\r\n" % app.net.address
