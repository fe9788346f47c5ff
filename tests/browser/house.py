"""The service as an operator runs it: a private Redis and `relais serve`, with the demo's directory
and fund, in a folder that goes with it. Its telephones are the sandbox: nobody is woken."""
import datetime
import json
import pathlib
import socket
import subprocess
import tempfile
import time
import urllib.request
import zoneinfo

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Who takes part: role, person and organization of the demo's directory.
PEOPLE = {
    'admin': ('admin', 'demo-admin', 'coordination'),
    'steward': ('steward', 'demo-steward', 'coordination'),
    'nurse': ('worker', 'demo-worker', 'hopital-clairiere'),
    'responder': ('responder', 'boussole-1', 'boussole'),
    'colleague': ('responder', 'boussole-2', 'boussole'),
}


def until(holds, what, why=lambda: ''):
    """Comes back as soon as it holds, and fails when it does not within half a minute."""
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end, f'{what}: not in time. {why()}'
        time.sleep(0.02)


def free_port():
    with socket.socket() as chosen:
        chosen.bind(('127.0.0.1', 0))
        return chosen.getsockname()[1]


def fund_at_night():
    """The demo's fund, as if it were night now: that is when a coordinator signs."""
    fund = json.loads((ROOT / 'deploy/demo/fund.json').read_text())
    limits = fund['settings']['limits']
    now = datetime.datetime.now(zoneinfo.ZoneInfo(limits['zone']))
    minute = now.hour * 60 + now.minute
    limits['nightFromMinute'] = (minute - 360) % 1440
    limits['nightUntilMinute'] = (minute + 360) % 1440
    return json.dumps(fund)


class House:
    def __init__(self, binary):
        self.binary = binary
        self.folder = tempfile.TemporaryDirectory(prefix='relais-browser-')
        self.data = pathlib.Path(self.folder.name)
        self.url = f'http://127.0.0.1:{free_port()}'
        self.processes = []
        try:
            self.open()
        except BaseException:
            self.close()
            raise

    def open(self):
        for part in ('redis', 'run'):
            (self.data / part).mkdir()
        settings = self.data / 'relais.toml'
        settings.write_text('data_dir = "."\nredis_socket = "run/redis.sock"\n'
                            f'port = {self.url.rsplit(":")[-1]}\nfunds = ["coalition"]\n')
        self.start('redis', 'redis-server', ROOT / 'deploy/redis.conf', '--dir',
                   self.data / 'redis', '--unixsocket', self.data / 'run/redis.sock')
        until((self.data / 'run/redis.sock').exists, 'Redis listens', self.logs)
        self.start('relais', self.binary, 'serve', '--config', settings)
        until(self.is_ready, 'the service is ready', self.logs)
        on_duty = ('coordinator', self.coordinator_on_duty(), 'coordination')
        self.codes = {name: self.account(settings, *who)
                      for name, who in (PEOPLE | {'coordinator': on_duty}).items()}
        self.tell('admin', 'directory', 'put', ROOT / 'deploy/demo/directory.json')
        (self.data / 'fund.json').write_text(fund_at_night())
        self.tell('admin', 'fund', 'put', self.data / 'fund.json')
        self.tell('steward', 'fund', 'receive', 'ville', '--amount', '15000')

    def start(self, name, *command):
        with open(self.data / f'{name}.log', 'wb') as log:
            self.processes.append(subprocess.Popen(command, stdout=log, stderr=log))

    def is_ready(self):
        assert self.processes[-1].poll() is None, self.logs()
        try:
            return urllib.request.urlopen(self.url + '/readyz', timeout=2).status == 200
        except OSError:
            return False

    def coordinator_on_duty(self):
        """Of those who are, the one whose shift lasts longest: none ends while we look."""
        now = datetime.datetime.now(datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')
        shifts = json.loads(self.run('oncall', '--directory', ROOT / 'deploy/demo/directory.json',
                                     '--at', now, '--json'))['onCall']
        return max((shift for shift in shifts if shift['sector'] == 'coordination'),
                   key=lambda shift: shift['until'])['person']

    def account(self, settings, role, person, organization):
        return self.run('account', 'add', '--config', settings, '--role', role, '--person', person,
                        '--organization', organization, '--label', 'browser')

    def run(self, *command):
        return subprocess.run([self.binary, *command], check=True, capture_output=True,
                              text=True).stdout.strip()

    def tell(self, who, *command):
        """An administrator's command; who decides may be ready a moment after the door."""
        said = []

        def done():
            said.append(subprocess.run(
                [self.binary, *command, '--url', self.url, '--token', self.codes[who]],
                capture_output=True, text=True))
            return said[-1].returncode == 0
        until(done, str(command), lambda: said[-1].stderr)

    def logs(self):
        return '\n'.join(log.read_text(errors='replace')[-2000:] for log in self.data.glob('*.log'))

    def close(self):
        for process in reversed(self.processes):
            process.terminate()
            process.wait(30)
        self.folder.cleanup()
