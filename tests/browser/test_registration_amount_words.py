"""The words that the form's script writes under an amount are those of the printed papers."""

import csv
from pathlib import Path

from playwright.sync_api import Browser

from soctrang_loans.vietnam.money import amount_in_words, format_number

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = '<label>Số tiền <input id="a" data-amount-words></label><output for="a"></output>'
SHOW = """text => { const input = document.querySelector('input'); input.value = text;
  input.dispatchEvent(new Event('input', {bubbles: true})); return document.querySelector('output').textContent; }"""


def test_the_script_says_what_the_papers_say(browser: Browser) -> None:
    with (ROOT / "tests/vietnam/amount_in_words.csv").open(encoding="utf-8") as vectors:
        amounts = {int(row["amount_vnd"]) for row in csv.DictReader(vectors)}
    amounts |= {1, 15, 21, 105, 1_005, 1_000_001, 101_000_115, 10**9, 10**12 + 5, 69_221_000_000}
    amounts = {amount for amount in amounts if amount < 2**53}
    assert len(amounts) > 20
    page = browser.new_page()
    page.set_content(PAGE)
    page.add_script_tag(path=ROOT / "static/js/amount-words.js")
    said = {amount: page.evaluate(SHOW, format_number(amount)) for amount in amounts}
    typed = {text: page.evaluate(SHOW, text) for text in ("117 000 000 đ", "117,000,000", "117,000", "117tr", "")}
    page.close()
    assert said == {amount: amount_in_words(amount) for amount in amounts}
    words = amount_in_words(117_000_000)
    assert typed == {"117 000 000 đ": words, "117,000,000": words, "117,000": "", "117tr": "", "": ""}
