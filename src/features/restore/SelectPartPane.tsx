import { Button, Checkbox, makeStyles, MessageBar, MessageBarBody, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import type { DatabasePart, PointDatabase } from '#protocol/restore.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { SearchField } from '#ui/grid/SearchField.tsx';
import { bySchema, hasTable, tablesFound, withSchema, withTable } from './part-choice.ts';
import { choiceOf } from './restore-form.ts';
import { useRestoreWizard } from './restore-context.ts';
import { useRestoreStyles } from './restore-styles.ts';

const useStyles = makeStyles({
  schema: { border: 'none', margin: `${tokens.spacingVerticalS} 0 0`, padding: 0 },
  tables: { display: 'flex', flexDirection: 'column', paddingInlineStart: tokens.spacingHorizontalXXL },
});

/** As many as a person reads through; more are found by their name. */
const MOST_SHOWN = 200;
const NOTHING: DatabasePart = { schemas: [], tables: [] };

/** **Select schemas and tables** of one database. None means all of it. */
export function SelectPartPane({ database, onClose }: { database: PointDatabase; onClose: () => void }) {
  const { form, dispatch } = useRestoreWizard();
  const styles = useRestoreStyles();
  const own = useStyles();
  const { name, tables, tableList = [] } = database;
  const [part, setPart] = useState(choiceOf(form, name).only ?? NOTHING);
  const [search, setSearch] = useState('');
  const found = tablesFound(tableList, search);
  const isChosen = part.schemas.length + part.tables.length > 0;
  const isMore = found.length > MOST_SHOWN;
  const choose = (only: DatabasePart | undefined) => {
    dispatch({ type: 'partChosen', name, only });
    onClose();
  };
  return (
    <ContextPane
      open
      title={`Select schemas and tables of ${name}`}
      onClose={onClose}
      footer={
        <>
          <Button appearance="primary" disabledFocusable={!isChosen} onClick={() => choose(part)}>
            Select
          </Button>
          <Button onClick={() => choose(undefined)}>Whole database</Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <p className={styles.quiet}>
        What you select is restored into a new database, with the types, sequences, indexes and triggers that belong to
        it. Foreign keys come back where both tables are selected.
      </p>
      <SearchField placeholder="Search tables" value={search} onChange={setSearch} />
      {bySchema(found.slice(0, MOST_SHOWN)).map(({ schema, tables: shown }) => {
        const isWhole = part.schemas.includes(schema);
        return (
          <fieldset key={schema} className={own.schema} aria-label={`Schema ${schema}`}>
            <Checkbox
              label={`Schema ${schema}`}
              checked={isWhole}
              onChange={(_, { checked }) => setPart(withSchema(part, schema, checked === true))}
            />
            <div className={own.tables}>
              {shown.map((table) => (
                <Checkbox
                  key={table.name}
                  label={`${table.name} (${table.rows.toLocaleString('en-US')} rows)`}
                  checked={isWhole || hasTable(part, table)}
                  disabled={isWhole}
                  onChange={(_, { checked }) => setPart(withTable(part, table, checked === true))}
                />
              ))}
            </div>
          </fieldset>
        );
      })}
      {(isMore || tableList.length < (tables ?? 0)) && (
        <MessageBar intent="info" layout="multiline" className={styles.bar}>
          <MessageBarBody>
            {isMore
              ? 'There are more tables. Search for the ones that you want.'
              : `The first ${String(tableList.length)} of ${String(tables)} tables are listed. Others can be restored over the API.`}
          </MessageBarBody>
        </MessageBar>
      )}
    </ContextPane>
  );
}
