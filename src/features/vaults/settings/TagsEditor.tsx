import { Button, Field, Input, makeStyles, tokens } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { useRef } from 'react';
import { fieldMessage } from '#ui/form/field-message.ts';
import { tagProblems, type TagRow } from './tag-rows.ts';

const useStyles = makeStyles({
  root: { maxWidth: '800px' }, // the form column
  rows: { listStyleType: 'none', margin: '0', padding: '0' },
  row: {
    display: 'grid',
    gridTemplateColumns: '1fr auto 1fr auto',
    alignItems: 'start',
    columnGap: tokens.spacingHorizontalS,
    marginBottom: tokens.spacingVerticalS,
  },
  colon: { lineHeight: '32px' }, // on the line of the inputs
  input: { minWidth: 0, width: '100%' },
});

interface TagsEditorProps {
  rows: readonly TagRow[];
  onChange: (rows: TagRow[]) => void;
}

/** Names and values, one row for each tag. */
export function TagsEditor({ rows, onChange }: TagsEditorProps) {
  const styles = useStyles();
  const list = useRef<HTMLUListElement>(null);
  const problems = tagProblems(rows);
  const change = (at: number, part: Partial<TagRow>) =>
    onChange(rows.map((row, each) => (each === at ? { ...row, ...part } : row)));
  const add = () => {
    onChange([...rows, { name: '', value: '' }]);
    // Once the row exists.
    setTimeout(() => list.current?.querySelector<HTMLInputElement>('li:last-child input')?.focus());
  };
  return (
    <div className={styles.root}>
      <ul ref={list} className={styles.rows} aria-label="Tags">
        {rows.map((row, at) => (
          // A new row has no name yet, so its index is its key.
          <li key={at} className={styles.row}>
            <Field {...fieldMessage(problems[at])}>
              <Input
                className={styles.input}
                aria-label={`Name of tag ${String(at + 1)}`}
                placeholder="Name"
                autoComplete="off"
                value={row.name}
                onChange={(_, { value }) => change(at, { name: value })}
              />
            </Field>
            <span className={styles.colon} aria-hidden="true">
              :
            </span>
            <Input
              className={styles.input}
              aria-label={`Value of tag ${String(at + 1)}`}
              placeholder="Value"
              autoComplete="off"
              value={row.value}
              onChange={(_, { value }) => change(at, { value })}
            />
            <Button
              appearance="subtle"
              icon={<DeleteRegular />}
              aria-label={`Delete tag ${row.name === '' ? String(at + 1) : row.name}`}
              onClick={() => onChange(rows.filter((_, each) => each !== at))}
            />
          </li>
        ))}
      </ul>
      <Button icon={<AddRegular />} onClick={add}>
        Add tag
      </Button>
    </div>
  );
}
