"""What the page's server answers: methods, path (`*`: and what follows), who may ask, bytes of a body at most, and the module
`web_NAME` that answers. Who: `open` everybody; `session` who has the password; `token` those, and programs that have the token.
"""

ROUTES = (
    "GET /health open 0 health",
    "GET,POST /api/login open 512 login",
    "POST /api/logout session 64 logout",
    "POST /api/password session 512 password",
)
