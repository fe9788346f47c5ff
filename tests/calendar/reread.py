#!/usr/bin/env python3
"""Our calendars, read by python3-icalendar and by khal, give the shifts that went in.

khal gets a home of its own in a temporary directory; the user's is never touched. Usage:
reread.py PATH_OF_calendar_tool
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import icalendar

CONFIG = """[calendars]
[[garde]]
path = {home}/cal
[sqlite]
path = {home}/khal.db
[default]
default_calendar = garde
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
"""


def by_icalendar(raw):
    calendar = icalendar.Calendar.from_ical(raw)
    assert calendar['X-WR-CALNAME'] == 'Garde, hébergement; \\ 09', calendar['X-WR-CALNAME']
    shifts, uids = [], set()
    for event in calendar.walk('VEVENT'):
        assert not event.errors, event.errors
        assert event['DESCRIPTION'] == 'Première ligne\nDeuxième ligne', event['DESCRIPTION']
        begin, end = event['DTSTART'].dt, event['DTEND'].dt
        shifts.append(f'{begin:%Y-%m-%d %H:%M}|{end:%Y-%m-%d %H:%M}|{event["SUMMARY"]}')
        uids.add(str(event['UID']))
    assert len(uids) == len(shifts), 'a UID comes twice'
    return shifts


def by_khal(raw):
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / 'cal').mkdir()
        (Path(home) / 'config').write_text(CONFIG.format(home=home), encoding='utf-8')
        (Path(home) / 'a.ics').write_bytes(raw)
        own = {'PATH': os.environ['PATH'], 'LC_ALL': 'C.UTF-8', 'HOME': home,
               'XDG_CONFIG_HOME': home, 'XDG_DATA_HOME': home, 'XDG_CACHE_HOME': home}

        def khal(*words):
            return subprocess.run(['khal', '-c', f'{home}/config', *words], env=own, text=True,
                                  capture_output=True, check=True).stdout

        khal('import', '--batch', f'{home}/a.ics')
        listed = khal('list', '--notstarted', '--day-format', '', '--format',
                      '{start-long}|{end-long}|{title}', '2026-01-01', '2027-01-01')
        return [row for row in listed.split('\n') if row]


def check_form(raw):
    assert raw.endswith(b'END:VCALENDAR\r\n')
    for row in raw.split(b'\r\n'):
        assert len(row) <= 75 and b'\n' not in row, row
        row.decode('utf-8')
    text = raw.replace(b'\r\n ', b'').decode('utf-8')
    for secret in ('r-09-shelter', 'nuit', 'mailto', 'tel:'):
        assert secret not in text, secret
    assert re.search(r'^REFRESH-INTERVAL;VALUE=DURATION:PT10M\r$', text, re.M)


def main():
    tool = sys.argv[1]

    def run(mode):
        return subprocess.run([tool, mode], capture_output=True, check=True).stdout

    raw = run('write')
    assert raw == run('write'), 'the same shifts give the same bytes'
    check_form(raw)
    wanted = run('shifts').decode('utf-8').strip('\n').split('\n')
    for name, read in (('icalendar', by_icalendar), ('khal', by_khal)):
        got = read(raw)
        assert sorted(got) == sorted(wanted), f'{name} reads {got}\nand not {wanted}'
        print(f'{name}: {len(got)} shifts')
    return 0


if __name__ == '__main__':
    sys.exit(main())
