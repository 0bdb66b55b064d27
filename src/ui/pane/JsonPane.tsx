import { makeStyles, tokens } from '@fluentui/react-components';
import { ContextPane } from './ContextPane.tsx';
import { CopyButton } from '#ui/page/CopyButton.tsx';

const useStyles = makeStyles({
  json: {
    margin: '0',
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
  },
  copy: { display: 'flex', justifyContent: 'flex-end' },
});

interface JsonPaneProps {
  title: string;
  value: unknown;
  onClose: () => void;
}

export function JsonPane({ title, value, onClose }: JsonPaneProps) {
  const styles = useStyles();
  const text = JSON.stringify(value, undefined, 2);
  return (
    <ContextPane title={title} subtitle="Resource JSON" size="large" open onClose={onClose}>
      <div className={styles.copy}>
        <CopyButton text={text} label="Copy JSON" />
      </div>
      <pre className={styles.json}>{text}</pre>
    </ContextPane>
  );
}
