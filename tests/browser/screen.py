"""A real browser as small as a telephone. Things are found by the words that a person reads, from
the catalogue. Whatever screen it comes to is looked at: nothing wider than the telephone, one
heading, a language, and nothing that the browser complains of."""
import tomllib

from selenium import webdriver
from selenium.common.exceptions import TimeoutException, WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from house import ROOT

WIDTH, HEIGHT = 390, 844
PATIENCE_S = 20
WORDS = tomllib.loads((ROOT / 'common/words/fr-CA.toml').read_text())


def words(key):
    section, name = key.split('.')
    return WORDS[section][name]


def plain(text):
    """Whatever stands between two words: the browser tells some spaces as others."""
    return ' '.join(text.split())


class Screen:
    def __init__(self, house):
        options = webdriver.ChromeOptions()
        for flag in ('headless=new', 'no-sandbox', 'disable-dev-shm-usage'):
            options.add_argument('--' + flag)
        options.add_experimental_option('prefs', {'intl.accept_languages': 'fr-CA'})
        options.set_capability('goog:loggingPrefs', {'browser': 'WARNING'})
        self.house = house
        self.keys = 0
        self.driver = webdriver.Chrome(service=Service('/usr/bin/chromedriver'), options=options)
        self.driver.execute_cdp_cmd('Emulation.setDeviceMetricsOverride', {
            'width': WIDTH, 'height': HEIGHT, 'deviceScaleFactor': 1, 'mobile': True})

    def close(self):
        self.driver.quit()

    def wait(self, holds, what):
        """A live screen may put another element in the place of the one that was found: again."""
        try:
            return WebDriverWait(self.driver, PATIENCE_S, 0.05, [WebDriverException]).until(
                lambda _: holds())
        except TimeoutException:
            stands = f'{self.driver.current_url}:\n{self.text()}'
            raise AssertionError(f'in vain: {what}, at {stands}') from None

    # What is looked at

    def text(self):
        return self.driver.find_element(By.TAG_NAME, 'main').text

    def says(self, key):
        said = plain(words(key))
        self.wait(lambda: said in plain(self.text()), f'it says “{said}”')

    def look(self):
        where = self.driver.current_url
        seen = self.driver.execute_script(
            'const root = document.documentElement;'
            'return {wide: root.scrollWidth, lang: root.lang,'
            ' headings: document.querySelectorAll("h1").length};')
        assert seen == {'wide': WIDTH, 'lang': 'fr-CA', 'headings': 1}, f'{where}: {seen}'
        complaints = self.driver.get_log('browser')
        assert not complaints, f'{where}: {complaints}'

    # What is done

    def comes(self, act):
        """Does what leads to another screen, waits for it, and looks at it."""
        self.driver.execute_script('document.documentElement.dataset.left = ""')
        act()
        self.wait(lambda: self.driver.execute_script(
            'return document.readyState === "complete" && '
            '!("left" in document.documentElement.dataset)'), 'another screen')
        self.look()

    def open(self, path):
        self.driver.get(path if path.startswith('http') else self.house.url + path)
        self.look()

    def sign_in(self, who, path):
        """A new person at the same telephone; nothing of the one before is alive any more."""
        self.driver.get('about:blank')
        self.driver.execute_cdp_cmd('Network.clearBrowserCookies', {})
        self.open('/sign-in')
        self.fill('sign_in.code', self.house.codes[who])
        self.press('sign_in.submit')
        self.open(path)

    def field(self, key):
        path = f'//*[@id=//label[normalize-space()="{words(key)}"]/@for]'
        return self.wait(lambda: self.driver.find_element(By.XPATH, path), words(key))

    def fill(self, key, text):
        """Also where a live screen puts another field in the place of the one that was found."""
        def typed():
            field = self.field(key)
            if field.get_attribute('value') != text:
                field.clear()
                field.send_keys(text)
            return self.field(key).get_attribute('value') == text
        self.wait(typed, f'“{words(key)}” is typed')

    def tap(self, path):
        self.wait(lambda: self.driver.find_element(By.XPATH, path).click() or True, path)

    def unfold(self, key):
        self.tap(f'//details[not(@open)]/summary[normalize-space()="{words(key)}"]')

    def press(self, key):
        said = words(key)
        if '{' in said:
            said = f'[starts-with(normalize-space(), "{said.split("{")[0].strip()}")]'
        else:
            said = f'[normalize-space()="{said}"]'
        self.comes(lambda: self.tap(f'//button{said} | //main//a{said}'))

    # By keyboard alone

    def type(self, keys):
        self.driver.switch_to.active_element.send_keys(keys)
        self.keys += len(keys)

    def tab_to(self, key):
        """As often as it takes; where one stands is seen."""
        first = None
        while True:
            self.type(Keys.TAB)
            at = self.driver.switch_to.active_element
            assert at != first, f'“{words(key)}” is not reached by keyboard'
            first = first or at
            if at.tag_name != 'body':
                assert at.value_of_css_property('outline-style') != 'none', at.accessible_name
            if at.accessible_name == words(key):
                return
