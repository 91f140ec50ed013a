"""What the portal's server answers, see `routes_page`: whatever else a phone asks for leads to its page."""

ROUTES = (
    "GET / open 0 portal",
    "POST / open 1024 portal",
    "GET /* open 0 portal_way",
)
