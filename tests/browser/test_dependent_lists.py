"""On a slow line a late answer does not wipe the programme that was chosen meanwhile."""

import time
from collections.abc import Callable

from playwright.sync_api import Page, Route


def test_only_the_newest_answer_fills_the_programmes(sign_in: Callable[..., Page]) -> None:
    page = sign_in("commune_officer")
    page.goto("/dang-ky/nhap/")
    waits = iter([1.0, 0.3])

    def slowly(route: Route) -> None:
        time.sleep(next(waits))
        route.continue_()

    page.route("**/dang-ky/chuong-trinh/**", slowly)
    page.locator("[name=kind][value=worker]").check()
    page.locator("[name=market_first]").select_option(label="Nhật Bản")
    assert page.locator("#id_programme").is_disabled()
    page.locator("#id_programme").select_option(label="Thực tập sinh kỹ năng")
    page.wait_for_timeout(1500)
    chosen = page.locator("#id_programme").evaluate("list => list.selectedOptions[0].text")
    assert chosen == "Thực tập sinh kỹ năng"
    assert page.locator("#id_programme").is_enabled()
