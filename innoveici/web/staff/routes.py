"""The addresses of the staff's pages. The Conseil's come first: no ERAC's page is under theirs."""

from __future__ import annotations

from innoveici.web.staff import (
    choosing_page,
    council_page,
    handoff_page,
    queue_page,
    sign_in,
    step_taking,
    workload_page,
)

ROUTES = [
    *sign_in.ROUTES,
    *council_page.ROUTES,
    *queue_page.ROUTES,
    *workload_page.ROUTES,
    *handoff_page.ROUTES,
    *choosing_page.ROUTES,
    *step_taking.ROUTES,
]
