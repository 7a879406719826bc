import { CommandIDs } from '../commandIds';
import { CellMarks } from '../jupyter/cellMarks';
import type { INotebookLink } from '../tokens';
import { badgeText } from '../view/wording';
import { onNotebooks } from './onNotebooks';
import { tellingWhy } from './reruns';

/** Step, persona and attempt on the cells that an agent wrote. */
export const badgesPlugin = onNotebooks(
  'rca-kernel:badges',
  'Shows on cells which step of the plan wrote them.',
  ({ commands, tracker, links, words, follow }) => {
    const badges = new CellMarks(tracker, {
      badgeText: mark => badgeText(mark, words),
      badgeHint: words.__('Show the Step of This Cell'),
      rerunText: words.__('Rerun Failed Cell'),
      showStep: step => void commands.execute(CommandIDs.showStep, { step }),
      reruns: (panel, written) => reruns(links.of(panel), written),
      rerun: (panel, cellId) => tellingWhy(links.of(panel)?.rerun(cellId), words)
    });
    let drawn = '';
    links.changed.connect(() => {
      const standing = standingOf(links.current);
      if (standing !== drawn) {
        drawn = standing;
        badges.redraw();
      }
    });
    follow(({ showBadges }) => {
      badges.shows = showBadges;
    });
  }
);

/** A page that follows cannot rerun; where no session can mend it, the user's own cell is left alone. */
function reruns(link: INotebookLink | null, written: boolean): boolean {
  return link !== null && !link.state.follows && (written || link.state.attached);
}

/** What `reruns` depends on, of a notebook that was perhaps behind a tab when it changed. */
function standingOf(link: INotebookLink | null): string {
  return link ? [link.id, link.state.attached, link.state.follows].join() : '';
}
