#!/usr/bin/env python3
"""Our walk of recurrence rules gives what python3-dateutil's gives, on generated rules.

The seed is fixed and printed; RELAIS_SEED takes another. Usage: rules.py PATH_OF_calendar_tool
"""

import datetime
import itertools
import os
import random
import subprocess
import sys

from dateutil import rrule

RULES = 1000
UTC = datetime.timezone.utc
DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']


def some(rng, values, most):
    return ','.join(str(v) for v in rng.sample(values, rng.randint(1, min(most, len(values)))))


def signed(most):
    return [*range(1, most + 1), *range(-most, 0)]


def ordinal_days(rng, most):
    return ','.join(f'{rng.choice(signed(most))}{rng.choice(DAYS)}'
                    for _ in range(rng.randint(1, 3)))


# Each list has a value that comes every year: where nothing ever fits, dateutil looks until 9999.
def parts_of_year(rng):
    kind = rng.randrange(5)
    if kind == 0:
        return [f'BYWEEKNO={rng.randint(1, 52)},{some(rng, signed(53), 4)}',
                f'BYDAY={some(rng, DAYS, 3)}']
    if kind == 1:
        return [f'BYYEARDAY={rng.randint(1, 365)},{some(rng, signed(366), 6)}']
    if kind == 2:
        return [f'BYDAY={ordinal_days(rng, 53)}']
    if kind == 3:
        return [f'BYMONTH={some(rng, range(1, 13), 4)}', f'BYDAY={ordinal_days(rng, 5)}']
    return [f'BYMONTH={some(rng, range(1, 13), 4)}',
            f'BYMONTHDAY={rng.randint(1, 28)},{some(rng, signed(31), 4)}']


def parts_of(rng, freq):
    parts = []
    if freq == 'YEARLY' and rng.random() < 0.9:
        parts += parts_of_year(rng)
    if freq == 'MONTHLY':
        parts += rng.choice([[], [f'BYMONTHDAY={rng.randint(1, 28)},{some(rng, signed(31), 4)}'],
                             [f'BYDAY={ordinal_days(rng, 5)}'],
                             [f'BYDAY={some(rng, DAYS, 5)}',
                              f'BYMONTHDAY={some(rng, signed(28), 9)}']])
    if freq in ('WEEKLY', 'DAILY', 'HOURLY') and rng.random() < 0.6:
        parts.append(f'BYDAY={some(rng, DAYS, 4)}')
    if freq in ('MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY') and rng.random() < 0.2:
        parts.append(f'BYMONTH={some(rng, range(1, 13), 6)}')
    if freq == 'HOURLY' or rng.random() < 0.2:
        parts.append(f'BYHOUR={some(rng, range(24), 3)}')
    # Of a week dateutil counts positions from the start on, the RFC from the week's own first day.
    if freq not in ('HOURLY', 'WEEKLY') and parts and rng.random() < 0.3:
        parts.append(f'BYSETPOS={rng.choice([1, -1])},{some(rng, signed(4), 2)}')
    return parts


def generated(rng):
    freq = rng.choice(['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY'])
    parts = [f'FREQ={freq}', *parts_of(rng, freq)]
    if rng.random() < 0.5:
        parts.append(f'INTERVAL={rng.randint(2, 5)}')
    if rng.random() < 0.3:
        parts.append(f'WKST={rng.choice(DAYS)}')
    if rng.random() < 0.4:
        parts.append(f'COUNT={rng.randint(1, 40)}')  # last: walk() cuts it off
    start = datetime.datetime(2016, 1, 1) + datetime.timedelta(minutes=rng.randrange(5_000_000))
    return ';'.join(parts), start


def walk(rule, start, until):
    """dateutil's times, ended before it would look for a day that never comes until 9999."""
    plain, _, count = rule.partition(';COUNT=')
    times = iter(rrule.rrulestr(f'{plain};UNTIL={until:%Y%m%dT%H%M%S}', dtstart=start))
    return itertools.islice(times, int(count) if count else None)


def case(rng):
    """A rule with a start that it gives, a window, and dateutil's answer."""
    while True:
        rule, start = generated(rng)
        far = start + datetime.timedelta(days=1500)
        try:
            first = next(walk(rule, start, far), None)
        except ValueError:  # an hour that INTERVAL never meets
            continue
        if first is None or next(walk(rule, first, far), None) != first:
            continue  # its start moves with its start: INTERVAL, or a position
        begin = first + datetime.timedelta(days=rng.choice([-10, 0, 400, 2000]))
        end = begin + datetime.timedelta(days=rng.choice([30, 400, 900]))
        times = [t for t in walk(rule, first, end) if begin <= t < end]
        return rule, first, begin, end, times


def seconds(moment):
    return int(moment.replace(tzinfo=UTC).timestamp())


def main():
    seed = int(os.environ.get('RELAIS_SEED', '72'))
    print(f'seed {seed}')
    rng = random.Random(seed)
    cases = [case(rng) for _ in range(RULES)]
    rows = [f'{first:%Y%m%dT%H%M%S}Z\t{seconds(begin)}\t{seconds(end)}\t{rule}\n'
            for rule, first, begin, end, _ in cases]
    answers = subprocess.run([sys.argv[1], 'rules'], input=''.join(rows), text=True,
                             capture_output=True, check=True).stdout.split('\n')
    wrong = 0
    for (_, _, _, _, times), row, answer in zip(cases, rows, answers):
        wanted = ' '.join(str(seconds(t)) for t in times)
        if answer.strip() != wanted:
            wrong += 1
            print(f'{row.strip()}\n  wanted {wanted[:300]}\n  got    {answer[:300]}')
    print(f'{RULES} rules, {sum(len(c[4]) for c in cases)} times, {wrong} wrong')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
