"""Fields that read what people type, forms that tell of empty ones, and templates' filters."""

from datetime import UTC, date, datetime

import pytest
from django import forms

from soctrang_loans.organisation.forms.fields import DayField, DongField
from soctrang_loans.organisation.forms.plain import PlainForm, show_refusal
from soctrang_loans.organisation.refusal import Refused
from soctrang_loans.organisation.templatetags.vietnamese import gio_ngay, ngay


class Sample(PlainForm):
    amount = DongField(label="Số tiền (đồng)")
    grant = DongField(label="Hỗ trợ", required=False, min_amount=0)
    day = DayField(label="Ngày ký", required=False)
    market = forms.ChoiceField(label="Thị trường", choices=[("JP", "Nhật Bản")])
    number = forms.CharField(label="Số", error_messages={"required": "Chưa ghi số. Hãy ghi số."})


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [("117.000.000", 117_000_000), ("117 000 000 đ", 117_000_000), ("5000", 5_000)],
)
def test_an_amount_is_read_as_typed(typed: str, cleaned: int) -> None:
    assert DongField().clean(typed) == cleaned


@pytest.mark.parametrize(("typed", "words"), [("0", "lớn hơn 0"), ("117,000", "Hãy"), ("-5", "Hãy"), ("abc", "Hãy")])
def test_an_amount_that_is_none_is_refused(typed: str, words: str) -> None:
    with pytest.raises(forms.ValidationError, match=words):
        DongField().clean(typed)


def test_nothing_granted_is_an_amount_where_nought_is_allowed() -> None:
    assert DongField(min_amount=0).clean("0") == 0


def test_an_amount_stands_over_its_words_and_brings_the_script() -> None:
    form = Sample(initial={"amount": 117_000_000})
    html = str(form["amount"])
    assert 'value="117.000.000"' in html
    assert '<output class="amount-words" for="id_amount">Một trăm mười bảy triệu đồng</output>' in html
    assert 'amount-words.js" defer' in str(form.media)


def test_what_was_typed_stays_and_has_no_words_when_it_is_no_amount() -> None:
    html = str(Sample({"amount": '1,5"><b>', "day": "31/02/2024"})["amount"])
    assert 'value="1,5&quot;&gt;&lt;b&gt;"' in html
    assert 'for="id_amount"></output>' in html


@pytest.mark.parametrize("typed", ["08/10/2024", "8-10-2024", "8.10.2024", "2024-10-08"])
def test_a_day_is_read_day_first_and_shown_so(typed: str) -> None:
    assert DayField().clean(typed) == date(2024, 10, 8)
    assert 'value="08/10/2024"' in str(Sample(initial={"day": date(2024, 10, 8)})["day"])


def test_empty_fields_are_told_of_by_their_label_or_in_their_own_words() -> None:
    errors = Sample({}).errors
    assert errors["amount"] == ["Chưa nhập số tiền (đồng). Hãy nhập rồi gửi lại."]
    assert errors["market"] == ["Chưa chọn thị trường. Hãy chọn rồi gửi lại."]
    assert errors["number"] == ["Chưa ghi số. Hãy ghi số."]


@pytest.mark.parametrize(("field", "place"), [("amount", "amount"), ("elsewhere", "__all__"), ("", "__all__")])
def test_a_refusal_stands_at_its_field_or_above_the_form(field: str, place: str) -> None:
    form = Sample({})
    show_refusal(form, Refused("Không được. Hãy sửa.", rule="sample", field=field))
    assert "Không được. Hãy sửa." in form.errors[place]


@pytest.mark.parametrize("nothing", [None, ""])
def test_filters_of_days_and_times_are_silent_about_nothing(nothing: str | None) -> None:
    assert (ngay(nothing), gio_ngay(nothing)) == ("", "")


def test_a_moment_is_told_in_vietnams_time() -> None:
    moment = datetime(2024, 10, 7, 18, 30, tzinfo=UTC)
    assert (gio_ngay(moment), ngay(moment)) == ("01:30 08/10/2024", "08/10/2024")
