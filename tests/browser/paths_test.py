"""The paths that a night is made of, on the screens alone; and mistakes that do no harm."""
import sys
import tempfile
import unittest

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from house import PEOPLE, House
from screen import Screen, words


class Paths(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = House(BINARY)
        cls.addClassCleanup(cls.house.close)
        cls.screen = Screen(cls.house)
        cls.addClassCleanup(cls.screen.close)

    def raised(self, by='nurse', *also):
        """An alert by touch; where the case is, and its code."""
        screen = self.screen
        screen.sign_in(by, '/alert')
        screen.field('alert.territory').send_keys('Montréal')
        for key in ('need_plain.emergency_shelter', *also):
            screen.tap(f'//label[normalize-space()="{words(key)}"]')
        screen.press('alert.submit')
        return self.case_and_code()

    def case_and_code(self):
        heading = self.screen.driver.find_element(By.TAG_NAME, 'h1').text
        return self.screen.driver.current_url.split('?')[0], heading.split()[-1]

    def test_a_nurse_raises_an_alert_by_keyboard_alone_within_sixty_keys(self):
        screen = self.screen
        screen.sign_in('nurse', '/alert')
        screen.keys = 0
        screen.tab_to('alert.territory')
        screen.type('Mont')
        screen.tab_to('need_plain.emergency_shelter')
        screen.type(Keys.SPACE)
        screen.tab_to('alert.submit')
        screen.comes(lambda: screen.type(Keys.ENTER))
        self.assertIn('/cases/', screen.driver.current_url)
        screen.says('need.emergency_shelter')
        self.assertLessEqual(screen.keys, 60, 'a key a second is a minute')

    def test_a_responder_answers_by_one_tap_and_the_nurse_sees_it(self):
        screen = self.screen
        case, code = self.raised()
        screen.sign_in('coordinator', '/telephones')
        link = f'//a[contains(@href, "/a/") and contains(., "{code}")]'
        screen.comes(lambda: screen.tap(link))
        screen.says('answer.title')
        screen.press('answer.yes')
        screen.says('answer.thanks')
        screen.sign_in('nurse', case)
        screen.says('need_state.covered')

    def test_whoever_is_called_for_a_drill_is_told_that_it_is_one(self):
        screen = self.screen
        case, code = self.raised('coordinator', 'alert.drill')
        screen.open('/telephones')
        link = f'//a[contains(@href, "/a/") and contains(., "{code}")]'
        told = words('message.drill').split('{')[0]
        screen.wait(lambda: told in screen.driver.find_element(By.XPATH, link + '/../..').text,
                    'her telephone says so')
        screen.comes(lambda: screen.tap(link))
        self.assertTrue(screen.text().startswith('▲ EXERCICE'), screen.text())

    def test_a_coordinator_signs_in_and_signs_for_a_taxi(self):
        screen = self.screen
        case, code = self.raised()
        screen.press('fund.ask_link')
        screen.comes(lambda: screen.tap('//main//a[normalize-space()="Taxi"]'))
        screen.tap('//label[.//input[@name="amount"]]')
        screen.press('fund.ask_send')
        screen.says('fund.asked')
        screen.sign_in('coordinator', '/board')
        screen.press('fund.approve')
        screen.sign_in('nurse', case)
        screen.says('fund_state.approved')

    def test_a_form_that_is_sent_again_after_back_is_one_request(self):
        screen = self.screen
        self.raised()
        screen.press('fund.ask_link')
        screen.comes(lambda: screen.tap('//main//a[normalize-space()="Taxi"]'))
        screen.tap('//label[.//input[@name="amount"]]')
        screen.press('fund.ask_send')
        screen.says('fund.asked')
        screen.driver.back()
        screen.wait(lambda: 'form=' in screen.driver.current_url, 'the form, or what it made')
        if screen.driver.find_elements(By.ID, 'ask'):  # as this browser kept it
            screen.press('fund.ask_send')
        screen.says('fund.already_lead')
        self.assertEqual(screen.text().count('en attente d’une signature'), 1)
        screen.press('fund.one_more')
        screen.says('fund.before')
        screen.press('fund.ask_one_more')
        screen.says('fund.asked')

    def test_a_paper_that_is_too_large_is_said_before_it_is_sent_and_nothing_typed_is_lost(self):
        screen = self.screen
        screen.sign_in('steward', '/fund/deposits')
        if screen.driver.find_elements(By.XPATH, '//details[@data-key="receive"][not(@open)]'):
            screen.unfold('fund.receive')
        screen.fill('fund.amount', '250')
        screen.fill('fund.agreement', 'ville-2026')
        with tempfile.NamedTemporaryFile(suffix='.pdf') as paper:
            paper.truncate(17 << 20)
            screen.field('fund.deposit_file').send_keys(paper.name)
            said = screen.driver.execute_script(
                'return document.querySelector("[type=file]").validationMessage')
            self.assertIn('5 Mio au plus', said)
            screen.driver.find_element(By.XPATH, '//button[@value="receive"]').click()
            self.assertEqual(screen.field('fund.amount').get_attribute('value'), '250')
            # Where there is no script, it is sent, and answered by a screen with a way back.
            screen.driver.execute_script(
                'document.querySelector("[type=file]").setCustomValidity("");'
                'document.querySelector("[name=source]").selectedIndex = 1')
            screen.driver.find_element(By.XPATH, '//button[@value="receive"]').click()
            screen.says('refusal.words_too_large')
            screen.driver.get_log('browser')  # which complains of what it is told
            screen.press('refusal.go_back')
            screen.says('fund.receive')

    def test_a_pivot_hands_over_to_another_who_says_yes(self):
        screen = self.screen
        case, code = self.raised()
        self.offer('coordinator', case, 'responder')
        self.assume('responder', case)
        self.offer('responder', case, 'colleague')
        screen.says('case.pivot_you')
        self.assume('colleague', case)
        screen.sign_in('responder', '/mine')
        self.assertNotIn(code, screen.text(), 'whoever handed over follows it no more')

    def offer(self, by, case, to):
        screen = self.screen
        screen.sign_in(by, case)
        screen.unfold('case.pivot_offer')
        screen.fill('case.pivot_other', PEOPLE[to][1])
        screen.press('case.pivot_submit')

    def assume(self, who, case):
        screen = self.screen
        screen.sign_in(who, case)
        screen.says('case.pivot_offered_you')
        screen.press('case.pivot_accept')
        screen.says('case.pivot_you')


if __name__ == '__main__':
    BINARY = sys.argv.pop(1)
    unittest.main(verbosity=2)
