"""TLS over a TCP connection, with a pinned authority. Loaded where the settings name one.

It wants 36 KB beside Python's heap and hundreds of ms for its signatures: for boards with PSRAM.
"""

import ssl


def secured(plain, authority, name):
    """`authority`: path of the certificate, DER, that must have signed the other end's; `name`: of the host, in that."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.verify_mode = ssl.CERT_REQUIRED  # type: ignore[attr-defined]
    try:
        with open(authority, "rb") as file:
            context.load_verify_locations(cadata=file.read())
    except (OSError, ValueError):
        raise ValueError("%s is no certificate that can be read" % authority)
    return context.wrap_socket(plain, server_hostname=name, do_handshake_on_connect=False)
