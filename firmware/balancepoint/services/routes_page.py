"""What the page's server answers: methods, path (`*`: and what follows), who may ask, bytes of a body at most, and the module
`web_NAME` that answers. Who: `open` everybody; `session` who has the password; `token` those, and programs that have the token.
"""

ROUTES = (
    "GET / open 0 page",
    "GET /health open 0 health",
    "GET,POST /api/login open 512 login",
    "POST /api/logout session 64 logout",
    "POST /api/password session 512 password",
    "GET /api/status token 0 status",
    "GET /api/events session 0 events",
    "GET /api/history session 0 history",
    "GET /api/journal session 0 journal",
    "GET,PUT /api/schedule session 2048 schedule",
    "POST /api/wish session 512 wish",
    "POST /api/console session 512 console",
    "GET,POST /api/settings session 512 settings",
    "POST /api/time session 64 time",
    "GET /api/faults token 0 faults",
    "POST /api/reading/* token 128 reading",
    "GET,POST /api/update token 2000000 update",
    "GET /metrics token 0 metrics",
)
