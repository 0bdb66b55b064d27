import { Link, makeStyles, tokens } from '@fluentui/react-components';
import type { Piece } from './piece.ts';

const useStyles = makeStyles({
  root: { padding: tokens.spacingHorizontalL, color: tokens.colorNeutralForeground1 },
  title: { margin: '0', fontSize: tokens.fontSizeBase600, lineHeight: tokens.lineHeightBase600 },
  index: {
    display: 'flex',
    flexWrap: 'wrap',
    columnGap: tokens.spacingHorizontalL,
    paddingBlock: tokens.spacingVerticalM,
  },
  piece: {
    paddingBlock: tokens.spacingVerticalL,
    borderTop: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke1}`,
  },
  name: {
    margin: `0 0 ${tokens.spacingVerticalM}`,
    fontSize: tokens.fontSizeBase500,
    lineHeight: tokens.lineHeightBase500,
  },
});

/** A section for each piece, and the way to it. */
export function Gallery({ pieces }: { pieces: readonly Piece[] }) {
  const styles = useStyles();
  return (
    <main className={styles.root}>
      <h1 className={styles.title}>Pieces of the page</h1>
      <nav aria-label="Pieces" className={styles.index}>
        {pieces.map(({ name }) => (
          <Link key={name} href={`#${name}`}>
            {name}
          </Link>
        ))}
      </nav>
      {pieces.map(({ name, States }) => (
        <section key={name} id={name} className={styles.piece} data-piece>
          <h2 className={styles.name} data-said>
            {name}
          </h2>
          <States />
        </section>
      ))}
    </main>
  );
}
