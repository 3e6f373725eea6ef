"""The second factor in the browser: set up, sign in with a code, sign in with a recovery code; and asked for by the organisation."""

import pyotp
import pytest
from sqlalchemy import update

from hiring.accounts import passwords
from hiring.accounts.models import Organisation, SecondFactor
from hiring.accounts.terms import SecondFactorFor
from hiring.db.session import db
from tests.browser.conftest import House, Window

pytestmark = pytest.mark.browser

PASSWORD = "a sentence that only Aiko knows"
SIZES = pytest.mark.parametrize(("size", "scheme"), [((1440, 900), "light"), ((390, 844), "dark")], ids=["desk", "phone"])


def window(house: House, size: tuple[int, int], scheme: str) -> Window:
    """A window of a visitor."""
    context = house.browser.new_context(viewport={"width": size[0], "height": size[1]}, base_url=house.server.address, reduced_motion="reduce", color_scheme=scheme)
    made = Window(context.new_page())
    house.windows.append(made)
    return made


def give_password(house: House, name: str = "aiko") -> None:
    with house.app.app_context(), house.app.test_request_context():
        house.world.person(name).password_hash = passwords.hashed(PASSWORD)
        db.session.commit()


def time_passes(house: House) -> None:
    """The next half minute has come: the code that was used counts as an older one."""
    with house.app.app_context():
        db.session.execute(update(SecondFactor).values(last_step=SecondFactor.last_step - 2))
        db.session.commit()


def first_step(visitor: Window, email: str = "aiko@example.com") -> Window:
    return visitor.visit("/sign-in").fill(email=email, password=PASSWORD).press("Sign in")


def set_up(visitor: Window) -> tuple[pyotp.TOTP, list[str]]:
    """From the password to the recovery codes, through the pages."""
    visitor.fill(**{"begin-password": PASSWORD}).press("Begin")
    picture = visitor.page.locator("main .qr-frame svg")
    box = picture.bounding_box()
    assert box is not None
    assert box["width"] >= 150
    visitor.page.get_by_text("No camera? Type it in").click()
    app = pyotp.TOTP(visitor.page.locator("main code").inner_text().replace(" ", ""))
    visitor.fill(**{"confirm-code": "000000"}).press("Use it from now on")
    assert "does not fit" in visitor.page.locator("main").inner_text()
    visitor.fill(**{"confirm-code": app.now()}).press("Use it from now on")
    return app, visitor.page.locator("main .recovery-codes code").all_inner_texts()


def sign_out(visitor: Window) -> None:
    visitor.page.locator("details.menu summary").first.evaluate("element => element.parentElement.open = true")
    visitor.press("Sign out")


@SIZES
def test_set_up_then_a_code_then_a_recovery_code(house: House, size, scheme):
    give_password(house)
    visitor = window(house, size, scheme)
    first_step(visitor).visit("/profile").follow(visitor.page.get_by_role("link", name="Set it up"))
    app, recovery = set_up(visitor)
    assert len(recovery) == 10
    visitor.follow(visitor.page.get_by_role("link", name="I have kept them"))
    sign_out(visitor)
    time_passes(house)
    first_step(visitor)
    assert visitor.page.url.endswith("/sign-in/code")
    assert visitor.page.evaluate("document.activeElement.name") == "code"
    visitor.fill(code="000000").press("Sign in").fill(code=app.now()).press("Sign in")
    assert visitor.page.url == house.server.address + "/"
    sign_out(visitor)
    first_step(visitor).fill(code=recovery[3]).press("Sign in")
    assert visitor.page.url == house.server.address + "/"
    visitor.visit("/profile/second-factor")
    assert "9 recovery codes are left." in visitor.page.locator("main").inner_text()


@SIZES
def test_whoever_must_have_one_is_led_to_it(house: House, size, scheme):
    give_password(house, "core")
    with house.app.app_context():
        db.session.execute(update(Organisation).values(second_factor_for=SecondFactorFor.ADMINISTRATORS_CORE))
        db.session.commit()
    visitor = window(house, size, scheme)
    first_step(visitor, "core@example.com")
    assert visitor.page.url.endswith("/profile/second-factor")
    assert visitor.visit("/candidates").page.url.endswith("/profile/second-factor")
    assert visitor.page.locator("nav").count() == 0
    visitor.press("日本語")
    assert visitor.page.locator("html").get_attribute("lang") == "ja"
    visitor.press("English")
    set_up(visitor)
    assert visitor.visit("/candidates").page.url.endswith("/candidates")


def test_the_administrators_pages_of_it(house: House):
    for size in ((1440, 900), (390, 844)):
        admin = house.window("admin", *size)
        admin.visit("/settings").visit("/settings/second-factor").visit(f"/people/{house.world.people['aiko']}").visit("/profile/second-factor")


def test_a_passkey_instead_of_a_code(house: House):
    """Chromium's own virtual device, over its debugging protocol."""
    give_password(house)
    visitor = window(house, (390, 844), "light")
    protocol = visitor.page.context.new_cdp_session(visitor.page)
    protocol.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    authenticator = protocol.send("WebAuthn.addVirtualAuthenticator", {"options": device})["authenticatorId"]
    first_step(visitor).visit("/profile/second-factor")
    set_up(visitor)
    visitor.visit("/profile/second-factor")
    visitor.page.get_by_text("Add a passkey").first.click()
    visitor.fill(**{"passkey-password": PASSWORD}).press("Add a passkey")
    assert "The passkey is added." in visitor.page.locator("main").inner_text()
    assert len(protocol.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"]) == 1
    sign_out(visitor)
    first_step(visitor).press("Use a passkey")
    assert visitor.page.url == house.server.address + "/"
    sign_out(visitor)
    first_step(visitor)
    protocol.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    protocol.send("WebAuthn.clearCredentials", {"authenticatorId": authenticator})
    visitor.page.get_by_role("button", name="Use a passkey").click()
    visitor.page.get_by_text("No passkey was shown.").wait_for()
    assert visitor.page.url.endswith("/sign-in/code")
