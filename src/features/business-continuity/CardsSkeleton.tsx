import { makeStyles, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({
  // As high as the cards: number, words, padding and border.
  root: {
    height: `calc(${tokens.lineHeightHero700} + ${tokens.lineHeightBase300} + 2 * ${tokens.spacingVerticalS} + 2px)`,
    marginBlockEnd: tokens.spacingVerticalM,
  },
});

/** Keeps the room of the cards above a list. */
export const CardsSkeleton = () => <div className={useStyles().root} />;
