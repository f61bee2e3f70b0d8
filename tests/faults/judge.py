# SPDX-License-Identifier: LGPL-2.1-or-later
"""Was a run with a fault a good one? See tests/faults/run for what that means."""
import json
import os
import re

import scenes

ENDS = (0, 1, 3)
LOADER_FAILED = 127
SIGKILL = 9
LIMIT_STATUS = 124
ASIDE = re.compile(r'/\.[^/]+$')
COMPLAINT = 'report.json could not be written'
REMOVAL_COMPLAINT = 'report.json of an earlier gate could not be removed'
OUT_OF_MEMORY = 'kubelet-preflight: out of memory\n'
REPORT = scenes.STATE + '/report.json'


class Run:
    def __init__(self, report, out, err, files, seconds):
        self.report, self.out, self.err, self.files, self.seconds = report, out, err, files, seconds
        self.made, self.left, self.status, self.descriptors = False, None, None, []
        for line in report.splitlines():
            key, _, value = line.partition(' ')
            if key == 'made':
                self.made = True
            elif key == 'fd':
                self.descriptors.append(value)
            elif key == 'left':
                self.left = int(value)
            elif key == 'end':
                self.status = int(value)


def killed(task):
    return task.fault == 'kill' and task.call.process == 0


def out_of_memory(run):
    """It ended where it stood, with one line."""
    return run.status == 3 and run.err.endswith(OUT_OF_MEMORY)


def unfinished(task, run):
    """The program had no say in its end: also where it gave up from within its alarm, or had no memory."""
    return task.call.process == 0 and task.fault in ('kill', 'hang') or out_of_memory(run)


def judge_end(scene, task, run, expected):
    wrong = []
    if killed(task):
        if run.status != -SIGKILL:
            wrong.append(f'killed, and ended with {run.status}')
    elif task.early:
        if run.status == LIMIT_STATUS or (run.status in (1, 3) and run.status != expected.status):
            wrong.append(f'it ended with {run.status} before main()')
    elif run.status not in ((0,) if scene.report else ENDS):
        wrong.append(f'it ended with {run.status}')
    if task.after and not unfinished(task, run) and run.status != expected.status:
        wrong.append(f'{run.status} for a fault after the verdict, which was {expected.status}')
    if run.left:
        wrong.append(f'{run.left} children left')
    if not unfinished(task, run) and run.status in ENDS:
        left = list(run.descriptors)
        for descriptor in expected.descriptors:
            if descriptor in left:
                left.remove(descriptor)
        if left:
            wrong.append(f'descriptors left: {left}')
    return wrong


def judge_proof(scene, run, expected):
    """Only of a run that said "fit", which one in report mode never does here."""
    if run.status != 0 or scene.report:
        return []
    if expected.status != 0:
        return ['fit, and the node is not']
    if not scene.acts:
        if '--json' in scene.command:
            good = scenes.proofs(run.out) == scenes.proofs(expected.out) and scenes.findings(run.out)[0] == 'fit'
        else:
            good = scenes.table_proofs(run.out) == scenes.table_proofs(expected.out) != []
        return [] if good else ['fit without the proof: ' + run.out]
    written = run.files.get(REPORT)
    if written in (None, scene.files.get(REPORT)):
        good = COMPLAINT in run.err and scenes.table_proofs(run.out) == scenes.table_proofs(expected.out) != []
    else:
        good = scenes.proofs(written) == scenes.proofs(expected.files[REPORT])
    return [] if good else [f'fit without the proof: {written}\n{run.out}']


def whole_report(scene, run, text):
    report = scenes.findings(text)
    if not report:
        return False
    if scene.report:
        return report[0] in ('unfit', 'unknown')
    return run.status not in ENDS or scenes.UNFIT_WORDS[run.status] == report[0] or run.status == 3


def whole_metrics(scene, run, text):
    verdict = re.findall(r'(?m)^kubelet_preflight_verdict\{verdict="([a-z]+)".*\} 1$', text)
    if len(verdict) != 1 or not re.search(r'(?m)^kubelet_preflight_timestamp_seconds \d+\n\Z', text):
        return False
    if scene.report:
        return verdict[0] in ('unfit', 'unknown')
    return run.status not in ENDS or verdict[0] == scenes.UNFIT_WORDS[run.status] or run.status == 3


def whole_record(text, expected):
    """Each fact is that of the run without a fault, or is not known."""
    try:
        facts, wanted = json.loads(text), json.loads(expected)
    except ValueError:
        return False
    return facts.keys() == wanted.keys() and all(
        facts[key] in (wanted[key], None) for key in facts if key != 'at') and facts['kernel'] is not None


def judge_files(scene, task, run, expected):
    wrong = []
    new = scenes.settled_state(expected.files)
    for name, text in run.files.items():
        if name.startswith(scenes.MODULES) or text == scene.files.get(name):
            continue
        if ASIDE.search('/' + name):
            if not unfinished(task, run) and task.call.process == 0 and task.call.name not in ('unlinkat', 'unlink'):
                wrong.append(f'{name} was left')
        elif scenes.is_quarantined(name):
            if text not in scene.files.values():
                wrong.append(f'{name} is not whole: {text!r}')
        elif name == REPORT:
            if not whole_report(scene, run, text):
                wrong.append(f'{name} is not whole: {text!r}')
        elif name.endswith('.prom'):
            if not whole_metrics(scene, run, text):
                wrong.append(f'{name} is not whole: {text!r}')
        elif name == scenes.RECORD:
            if not whole_record(text, expected.files.get(name, '')):
                wrong.append(f'{name} is not whole: {text!r}')
        elif text != new.get(name):
            wrong.append(f'{name} is neither the old nor the new one: {text!r}')
    quarantined = [text for name, text in run.files.items() if scenes.is_quarantined(name)]
    for name, text in scene.files.items():
        if name not in run.files and not name.startswith(scenes.MODULES) and name != REPORT:
            if not (name.startswith(scenes.NETWORKS) and text in quarantined):
                wrong.append(f'{name} is lost')
    return wrong


def judge_stale(scene, task, run):
    """A gate that did not say "fit" leaves no earlier report that does, unless it ended before it could."""
    old = scene.files.get(REPORT)
    if not scene.acts or old is None or run.files.get(REPORT) != old or run.status == 0 and not scene.report:
        return []
    if REMOVAL_COMPLAINT in run.err or task.begins and (task.early or unfinished(task, run)):
        return []
    return ['the report of an earlier gate was left']


def judge(scene, task, run, expected):
    """What is wrong, or an empty list."""
    wrong = judge_end(scene, task, run, expected) + judge_proof(scene, run, expected) + judge_stale(scene, task, run)
    if scene.root is None:
        wrong += judge_files(scene, task, run, expected)
    return wrong


def is_between(scene, task, run, expected):
    """Neither as before nor as after: then the next run has to make it right."""
    if not scene.acts:
        return False
    state = scenes.settled_state(run.files)
    return killed(task) or state not in (scenes.settled_state(scene.files), scenes.settled_state(expected.files))


def judge_next(scene, run, expected):
    wrong = []
    if run.status != expected.status:
        wrong.append(f'the next run ended with {run.status}')
    state, wanted = scenes.settled_state(run.files), scenes.settled_state(expected.files)
    for name in sorted(set(state) | set(wanted)):
        if name == scenes.QUARANTINE or os.path.basename(name) != 'report.json' and not name.endswith('.prom'):
            if state.get(name) != wanted.get(name):
                wrong.append(f'after the next run {name} is {state.get(name)!r} and not {wanted.get(name)!r}')
    if scenes.findings(run.files.get(REPORT, ''))[0] != scenes.findings(expected.files[REPORT])[0]:
        wrong.append(f'after the next run {REPORT} is {run.files.get(REPORT)!r}')
    return wrong
