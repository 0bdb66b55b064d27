import { Button, Checkbox, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download';
import { useState } from 'react';
import { CopyButton } from './CopyButton.tsx';
import { downloadText } from './download.ts';

const useStyles = makeStyles({
  root: { border: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}` },
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalS,
    paddingInlineStart: tokens.spacingHorizontalM,
    borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
  },
  name: { flexGrow: 1, fontWeight: tokens.fontWeightSemibold },
  code: {
    margin: '0',
    padding: tokens.spacingHorizontalM,
    overflow: 'auto',
    tabSize: 2,
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase300,
    color: tokens.colorNeutralForeground1,
    backgroundColor: tokens.colorNeutralBackground2,
    ':focus-visible': {
      outline: `${tokens.strokeWidthThick} solid ${tokens.colorStrokeFocus2}`,
      outlineOffset: `calc(-1 * ${tokens.strokeWidthThick})`,
    },
  },
  numbered: {
    counterReset: 'line',
    '& > span::before': {
      counterIncrement: 'line',
      content: 'counter(line)',
      display: 'inline-block',
      width: '4ch', // 9,999 lines
      marginInlineEnd: '2ch',
      textAlign: 'end',
      color: tokens.colorNeutralForeground3,
    },
  },
});

interface CodeViewProps {
  /** The file name of its download; also the name of the panel. */
  fileName: string;
  text: string;
  /** Height of the code, so that another text moves nothing: `50vh`. */
  height: string;
}

/** Code to read, copy and download. One tab stop: the arrow keys scroll it. */
export function CodeView({ fileName, text, height }: CodeViewProps) {
  const styles = useStyles();
  const [isNumbered, setNumbered] = useState(false);
  return (
    <div className={styles.root}>
      <div className={styles.head}>
        <span className={styles.name}>{fileName}</span>
        <Checkbox
          label="Line numbers"
          checked={isNumbered}
          onChange={(_, { checked }) => setNumbered(checked === true)}
        />
        <CopyButton text={text} label={`Copy ${fileName}`} caption="Copy" />
        <Button
          appearance="transparent"
          size="small"
          icon={<ArrowDownloadRegular />}
          aria-label={`Download ${fileName}`}
          onClick={() => downloadText(fileName, text)}
        >
          Download
        </Button>
      </div>
      <pre
        role="region"
        aria-label={fileName}
        // eslint-disable-next-line jsx-a11y-x/no-noninteractive-tabindex -- what scrolls must be in reach of the keys
        tabIndex={0}
        className={mergeClasses(styles.code, isNumbered && styles.numbered)}
        style={{ height }}
      >
        {isNumbered ? numbered(text) : text}
      </pre>
    </div>
  );
}

const numbered = (text: string) =>
  text
    .replace(/\n$/, '')
    .split('\n')
    .map((line, at) => <span key={at}>{`${line}\n`}</span>);
