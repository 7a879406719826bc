import type { EntryKind, IRequirement } from '../core/block';
import type { ICellMark } from '../core/cellMark';
import { badgeStep } from '../core/cellMark';
import { INPUT_WAITS, NO_KERNEL, NO_VIEW, Refusal } from '../core/dispatcher';
import { UNANSWERED } from '../core/liveState';
import { shown } from '../core/plainText';
import type { Standing } from '../core/standing';
import type { Hindrance, Mode } from '../protocol/messages';
import { VERSION } from '../protocol/messages';
import type { IStranger } from '../protocol/stranger';
import { PACKAGE } from '../protocol/stranger';

/** The part of JupyterLab's translation bundle that the view uses. */
export interface IWords {
  __(text: string, ...args: unknown[]): string;
  _n(singular: string, plural: string, count: number, ...args: unknown[]): string;
  /** JupyterLab's, as BCP 47 names it. */
  readonly language: string;
}

export function supportWord(support: IRequirement['support'], words: IWords): string {
  switch (support) {
    case 'stated':
      return words.__('stated');
    case 'inferred':
      return words.__('inferred');
    case 'assumed':
      return words.__('assumed');
    case 'unresolved':
      return words.__('unresolved');
  }
}

export function requirementWord(status: IRequirement['status'], words: IWords): string {
  switch (status) {
    case 'open':
      return words.__('open');
    case 'implemented':
      return words.__('implemented');
    case 'verified':
      return words.__('verified');
    case 'violated':
      return words.__('violated');
  }
}

export const standingWord = (standing: Standing, words: IWords): string =>
  standing === 'unresolved' ? supportWord('unresolved', words) : requirementWord(standing, words);

export function entryWord(kind: EntryKind, words: IWords): string {
  switch (kind) {
    case 'action':
      return words.__('action');
    case 'observation':
      return words.__('observation');
    case 'finding':
      return words.__('finding');
    case 'decision':
      return words.__('decision');
    case 'assumption':
      return words.__('assumption');
    case 'error':
      return words.__('error');
    case 'summary':
      return words.__('summary');
  }
}

/** A persona's name on a badge; nothing where it is not known. */
export function personaWord(persona: string, words: IWords): string {
  switch (persona) {
    case 'planner':
      return words.__('planner');
    case 'expert':
      return words.__('expert');
    case 'reader':
      return words.__('reader');
    case 'coder':
      return words.__('coder');
    case 'debugger':
      return words.__('debugger');
    case 'reviewer':
      return words.__('reviewer');
    case 'experimenter':
      return words.__('experimenter');
    default:
      return '';
  }
}

/** A role or persona: whom a field is for, and whose work a call of a model counts as. */
export function roleWord(role: string, words: IWords): string {
  switch (role) {
    case 'model':
      return words.__('model');
    case 'worker':
      return words.__('worker');
    case 'answers':
      return words.__('answers to questions');
    default:
      return personaWord(role, words) || shown(role);
  }
}

/** What stands on a cell that an agent wrote. */
export function badgeText(mark: ICellMark, words: IWords): string {
  const attempt = mark.attempt > 1 ? words.__('attempt %1', mark.attempt) : '';
  return [badgeStep(mark), personaWord(mark.persona, words), attempt].filter(Boolean).join(' · ');
}

/** A cell by its place, from 1, and its first words. */
export const cellWord = (number: number, first: string, words: IWords): string =>
  first ? words.__('cell %1, “%2”', number, first) : words.__('cell %1', number);

/** A step by its title; one that is no longer in the plan by its id. */
export const stepWord = (title: string, id: string, words: IWords): string =>
  title ? words.__('step “%1”', title) : words.__('step %1', id);

export const stepsText = (done: number, total: number, words: IWords): string =>
  words._n('%2 of %1 step', '%2 of %1 steps', total, done);

/** What stands where a text was cut. */
export const leftOut =
  (words: IWords) =>
  (count: number): string =>
    words._n('… %1 character left out …', '… %1 characters left out …', count);

/** Where in the paper a demand stands: a section by its number or by its title. */
export const placeWord = (place: string, words: IWords): string =>
  /^[A-Z\d](?:\.?\d+)*$/.test(place) ? words.__('Section %1', place) : shown(place);

/** An action by its tool's name. */
export function actionWord(action: string, words: IWords): string {
  switch (action) {
    case 'insert_cell':
      return words.__('Insert a cell');
    case 'edit_cell':
      return words.__('Change a cell');
    case 'run_cell':
      return words.__('Run a cell');
    case 'move_cell':
      return words.__('Move a cell');
    case 'delete_cell':
      return words.__('Delete a cell');
    case 'check_equation':
      return words.__('Insert a check');
    case 'run_checks':
      return words.__('Run all checks');
    case 'write_file':
      return words.__('Write a file');
    case 'append_file':
    case 'edit_file':
    case 'edit_segment':
      return words.__('Change a file');
    case 'copy_file':
      return words.__('Copy a file');
    case 'undo_file':
      return words.__('Undo a change of a file');
    case 'execute_script':
      return words.__('Run a script');
    default:
      return shown(action).replaceAll('_', ' ');
  }
}

/** What an action may do, by its risk class. */
export function riskWord(risk: string, words: IWords): string {
  switch (risk) {
    case 'write':
      return words.__('writes');
    case 'execute':
      return words.__('runs code');
    case 'install':
      return words.__('installs');
    case 'network':
      return words.__('uses the network');
    default:
      return shown(risk);
  }
}

/** Which side is to be updated, where kernel and page do not understand each other. */
export function strangerText({ wire, version }: IStranger, words: IWords): string {
  const theirs = shown(version) || words.__('another version');
  const found = words.__(
    'The kernel has rca-kernel %1, JupyterLab has %2, and they do not understand each other.',
    theirs,
    PACKAGE
  );
  const advice =
    wire < VERSION
      ? words.__('Update rca-kernel in the environment of the kernel, then restart the kernel.')
      : words.__('Update rca-kernel in the environment of JupyterLab, then reload this page.');
  return words.__('%1 %2', found, advice);
}

export function modeWord(mode: Mode, words: IWords): string {
  switch (mode) {
    case 'plan':
      return words.__('Plan only');
    case 'approve':
      return words.__('Ask before acting');
    case 'auto':
      return words.__('Act on its own');
  }
}

export function modeHint(mode: Mode, words: IWords): string {
  switch (mode) {
    case 'plan':
      return words.__('Make a plan and hold before its first step');
    case 'approve':
      return words.__('Ask before each action that writes, runs, installs or uses the network');
    case 'auto':
      return words.__('Go on without asking');
  }
}

/** Why the kernel did not do what the user asked. */
export const noticeText = (notice: string, words: IWords): string =>
  notice === UNANSWERED ? words.__('The kernel does not answer.') : shown(notice);

/** Why this page can only stop a session that runs, and nothing else. */
export function followsText(why: Hindrance, running: boolean, words: IWords): string {
  switch (why) {
    case '':
      return running
        ? words.__('Another tab serves this notebook. This one follows: it can only stop.')
        : words.__('Another tab serves this notebook. This one follows: begin and resume there.');
    case 'stale':
      return words.__(
        'The file of this notebook was changed elsewhere, and this tab holds changes that are not saved. The session waits until you choose: “Reload Notebook from Disk” in the File menu takes what the file holds; saving, with “Overwrite”, keeps what stands here.'
      );
  }
}

/** Where the agent of this notebook's kernel is, while another notebook has it. */
export const elsewhereText = (path: string, works: boolean, words: IWords): string =>
  works
    ? words.__(
        'The kernel of this notebook works in %1. What the agent does is shown and stopped there.',
        path
      )
    : words.__(
        'The agent of this kernel belongs to %1: begin or resume there, or give this notebook a kernel of its own (Kernel, Change Kernel…).',
        path
      );

/** Why a cell could not be rerun. */
export function rerunText(reason: unknown, words: IWords): string {
  const message = reason instanceof Error ? reason.message : String(reason);
  if (reason instanceof Refusal && reason.code === 'unknown_cell') {
    return words.__('The cell is no longer in the notebook.');
  }
  switch (message) {
    case NO_VIEW:
      return words.__('No view of the notebook is open; open it, then try again.');
    case NO_KERNEL:
      return words.__('The notebook has no kernel; start one, then run again.');
    case INPUT_WAITS:
      return words.__('A cell waits for input; answer it, then run again.');
    default:
      return shown(message);
  }
}

/** What Stop does, wherever it stands. */
export const stopText = (words: IWords): string =>
  words.__('Stop the agent and interrupt the cell it runs');
