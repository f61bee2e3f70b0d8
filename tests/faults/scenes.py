# SPDX-License-Identifier: LGPL-2.1-or-later
"""The nodes that the faults are tried on, and what is to be found on them afterwards."""
import json
import os
import re
import shutil
import socket
import stat
import subprocess
import threading

os.environ['PATH'] = os.environ.get('PATH', '/usr/bin:/bin') + ':/usr/sbin:/sbin'  # depmod, mkfs.ext4
RELEASE = os.uname().release
METRICS = 'var/lib/prometheus/node-exporter'
LOADS = 'etc/modules-load.d'
NETWORKS = 'etc/cni/net.d'
STATE = 'run/kubelet-preflight'
RECORDS = 'var/lib/kubelet-preflight'
RECORD = RECORDS + '/last-fit.json'
# What is behind a name that was put aside.
QUARANTINE = '.quarantined-by-kubelet-preflight'
MODULES = 'sys/module'
# All that a gate writes to; the rest of the root stays as it is.
MUTABLE = (LOADS, NETWORKS, STATE, RECORDS, METRICS, MODULES)
PLUGINS = ('bridge', 'portmap')
GOOD = json.dumps({'name': 'n', 'cniVersion': '1.0.0', 'plugins': [{'type': name} for name in PLUGINS]}) + '\n'
BROKEN = '{"name": "b", "plugins": ['
OLD_REPORT = json.dumps({'version': 1, 'verdict': 'fit', 'kernel': 'old', 'findings': []}) + '\n'
OLD_RECORD = json.dumps({'version': 1, 'at': '2026-01-01T00:00:00Z', 'kernel': 'old'}) + '\n'
TEXTFILE = '/' + METRICS + '/preflight.prom'
MODULES_DEFAULT = 'vxlan'
MODULE_MISSING = 'no_such_module'
# A fit node must have these proven, and each finding of them is the same as without the fault; but that
# "module" may have it from the link that the kernel made when the load itself failed: then it says so in
# other words. The other checks never hold a node back: what becomes of them decides nothing.
PROOFS = ('module', 'link', 'cni-config', 'cni-plugins')
UNFIT_WORDS = {0: 'fit', 1: 'unfit', 3: 'unknown'}


class Scene:
    """files: what is in the mutable directories before; status: what the gate says of it, in report mode 0."""

    def __init__(self, name, command, status, files, modules=MODULES_DEFAULT, invalid='block',
                 outside=False, root=None, report=False):
        self.name, self.command, self.status = name, command, status
        self.files, self.modules, self.invalid = files, modules, invalid
        self.outside, self.root, self.report = outside, root, report
        self.acts = command[0] == 'gate'


def all_scenes():
    first = {NETWORKS + '/10-k8s.conflist': GOOD}
    live = {f'{MODULES}/{name}/initstate': 'live\n' for name in ('vxlan', 'udp_tunnel', 'ip6_udp_tunnel')}
    settled = {**first, **live, LOADS + '/kubelet-preflight.conf': 'vxlan\n', STATE + '/report.json': OLD_REPORT,
               RECORD: OLD_RECORD, METRICS + '/preflight.prom': 'old 1\n'}
    broken = {**settled, NETWORKS + '/10-bad.conflist': BROKEN, NETWORKS + '/20-k8s.conflist': GOOD}
    del broken[NETWORKS + '/10-k8s.conflist']
    gate = ['gate', '--private-network']
    return [
        Scene('first-boot', gate, 0, first),
        Scene('settled', gate, 0, settled),
        Scene('unfit', gate, 1, settled, modules='vxlan ' + MODULE_MISSING),
        Scene('quarantine', gate, 0, broken, invalid='quarantine'),
        Scene('report', gate, 0, settled, modules='vxlan ' + MODULE_MISSING, report=True),
        Scene('check-fit', ['check', '--json'], 0, first),
        Scene('check-unfit', ['check', '--json'], 1, settled, modules='vxlan ' + MODULE_MISSING),
        Scene('check-table', ['check', '--all'], 0, first),
        Scene('check-image', ['check', '--json', '--kernel=all'], 0, first, outside=True),
        Scene('check-live', ['check', '--json', '--private-network'], None, {}, root='/'),
    ]


def lay(root, source, program):
    """A node below root: the programs, a module tree, /proc and /sys as a kernel with modules has them."""
    def run(*command):
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    run(source + '/tests/roots/machine', 'lay', root, program, 'true')
    run(source + '/tests/roots/module-tree', root, RELEASE)
    for name in PLUGINS + ('loopback',):
        shutil.copy2(root + '/true', f'{root}/opt/cni/bin/{name}')
    for name in MUTABLE + ('kernel-proc', 'proc/sys/kernel', 'run/systemd/journal', 'var/lib/dpkg'):
        os.makedirs(f'{root}/{name}', exist_ok=True)
    os.symlink('/kernel-proc/self', root + '/proc/self')
    write(root, 'proc/modules', '')
    write(root, 'proc/sys/kernel/osrelease', RELEASE + '\n')
    write(root, 'dev/null', '')
    write(root, 'var/lib/dpkg/status', '')
    write(root, 'boot/vmlinuz-' + RELEASE, 'image\n')
    enable_gate(root)


def enable_gate(root):
    """What the check "unit" of an image looks for."""
    units = root + '/etc/systemd/system'
    os.makedirs(units + '/kubelet.service.requires')
    os.symlink('../kubelet-preflight.target', units + '/kubelet.service.requires/kubelet-preflight.target')
    for name in ('kubelet-preflight.service', 'kubelet-preflight.target', 'kubelet.service'):
        write(root, 'etc/systemd/system/' + name, '[Service]\nExecStart=/gate\n')


def mount(*arguments):
    subprocess.run(('mount',) + arguments, check=True)


def attach(root):
    """In mounts of our own: what a root gets from the running kernel."""
    mount('--rbind', '/proc', root + '/kernel-proc')
    mount('--bind', '/dev/null', root + '/dev/null')


def settle(root, scene):
    # On the kernel command line as well as in the settings: of these one call that fails closes the gate.
    write(root, 'proc/cmdline', 'quiet kubelet_preflight=report\n' if scene.report else 'quiet\n')
    write(root, 'etc/kubelet-preflight.conf.d/mode.conf', f'[Gate]\nMode={"report" if scene.report else "enforce"}\n')
    write(root, 'etc/kubelet-preflight.conf.d/scene.conf',
          f'[Kernel]\nModules={scene.modules}\n[CNI]\nInvalid={scene.invalid}\n[Metrics]\nTextfile={TEXTFILE}\n')


def write(root, name, text):
    path = f'{root}/{name}'
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


def observe(root):
    """The text of each file in the mutable directories."""
    found = {}
    for top in MUTABLE:
        for directory, _, names in os.walk(f'{root}/{top}'):
            for name in names:
                path = os.path.join(directory, name)
                with open(path, encoding='utf-8', errors='replace') as file:
                    text = file.read()
                if not stat.S_ISREG(os.lstat(path).st_mode):
                    text = 'no regular file'
                found[path[len(root) + 1:]] = text
    return found


def reset(root, scene):
    for top in MUTABLE:
        path = f'{root}/{top}'
        for name in os.listdir(path) if os.path.isdir(path) else ():
            below = f'{path}/{name}'
            if os.path.isdir(below):
                shutil.rmtree(below)
            else:
                os.unlink(below)
    shutil.rmtree(f'{root}/{STATE}', ignore_errors=True)
    for name, text in scene.files.items():
        write(root, name, text)


class Sockets(threading.Thread):
    """journald and systemd, as far as the gate talks to them: they take what comes."""

    def __init__(self, root):
        super().__init__(daemon=True)
        self.sockets = []
        for name in ('run/systemd/journal/socket', 'run/notify'):
            endpoint = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            if os.path.exists(f'{root}/{name}'):
                os.unlink(f'{root}/{name}')
            here = os.getcwd()
            os.chdir(root)  # a path of a socket has a limit
            endpoint.bind(name)
            os.chdir(here)
            self.sockets.append(endpoint)

    def take(self, endpoint):
        while True:
            _, passed, _, _ = socket.recv_fds(endpoint, 65536, 4)
            for descriptor in passed:  # the barrier of sd_notify ends when it is closed
                os.close(descriptor)

    def run(self):
        for endpoint in self.sockets[1:]:
            threading.Thread(target=self.take, args=(endpoint,), daemon=True).start()
        self.take(self.sockets[0])


def without_time(text):
    text = re.sub(r'(?m)^(kubelet_preflight_timestamp_seconds) \d+$', r'\1 T', text)
    return re.sub(r'"at": ?"[0-9TZ:-]+"', '"at":"T"', text)


def is_quarantined(name):
    return name.startswith(NETWORKS) and QUARANTINE in name


def settled_state(files):
    """What is the same after every run that ended well: what is quarantined can have a number behind its name."""
    result, quarantined = {}, set()
    for name, text in files.items():
        if is_quarantined(name):
            quarantined.add(text)
        elif not name.startswith(MODULES):
            result[name] = without_time(text)
    result[QUARANTINE] = '\n'.join(sorted(quarantined))
    return result


KEPT = set()


def keep_document(text):
    """For tests/timed, which holds them against the schema: each once."""
    if 'TEST_DOCUMENTS' in os.environ and text != OLD_REPORT and text not in KEPT:
        KEPT.add(text)
        with open(os.environ['TEST_DOCUMENTS'], 'a', encoding='utf-8') as file:
            file.write(text)


def findings(text):
    """[(check, verdict, cause, summary)] of a report, or None when it is no whole report."""
    try:
        report = json.loads(text)
        keep_document(text)
        return report['verdict'], [(f['check'], f['verdict'], f['cause'], f['summary'])
                                   for f in report['findings']]
    except (ValueError, KeyError, TypeError):
        return None


def proofs(text):
    report = findings(text)
    if not report:
        return None
    return sorted({repr(f[:3] if f[0] == 'module' else f) for f in report[1] if f[0] in PROOFS})


def table_proofs(text):
    """The same of a table: the lines of these checks, each with what belongs to it; a warning makes a column wider."""
    kept, lines = False, []
    for line in text.splitlines():
        match = re.match(r'(ok|-|FAILED|warning|unknown|ERROR)\s+([a-z-]+)\s', line)
        if match:
            kept = match.group(2) in PROOFS
        elif line and not line.startswith(' '):
            kept = False
        if kept and not re.match(r'ok\s+module\s', line):
            lines.append(' '.join(line.split()))
    return lines
