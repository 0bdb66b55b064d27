import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { CopyButton } from '#ui/page/CopyButton.tsx';
import { Logo } from './shell/Logo.tsx';
import { StartProblem } from './start-problem.ts';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    rowGap: tokens.spacingVerticalL,
    minHeight: '100dvh',
    boxSizing: 'border-box',
    padding: tokens.spacingHorizontalXXL,
    textAlign: 'center',
  },
  title: {
    margin: '0',
    fontSize: tokens.fontSizeBase600,
    lineHeight: tokens.lineHeightBase600,
    fontWeight: tokens.fontWeightSemibold,
  },
  text: { maxWidth: '460px', margin: '0' }, // a sentence of comfortable length
  command: {
    display: 'flex',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    fontFamily: tokens.fontFamilyMonospace,
    backgroundColor: tokens.colorNeutralBackground3,
    borderRadius: tokens.borderRadiusMedium,
  },
});

/** Shown instead of the portal when it cannot start, or when the sign-in has ended. */
export function StartProblemPage({ problem }: { problem: unknown }) {
  const styles = useStyles();
  const { title, message, command } = startProblemOf(problem);
  return (
    <main className={styles.root}>
      <title>{`${title} - Backup Portal`}</title>
      <Logo size={40} />
      <h1 className={styles.title}>{title}</h1>
      <p className={styles.text}>{message}</p>
      {command !== undefined && (
        <div className={styles.command}>
          <code>{command}</code>
          <CopyButton text={command} label="Copy command" />
        </div>
      )}
      <Button
        onClick={() => {
          location.reload();
        }}
      >
        Reload
      </Button>
    </main>
  );
}

function startProblemOf(problem: unknown): StartProblem {
  if (problem instanceof StartProblem) return problem;
  const words = problem instanceof Error ? problem.message : String(problem);
  return new StartProblem('Backup Portal could not start', words);
}
