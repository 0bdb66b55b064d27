import { makeStyles, SearchBox } from '@fluentui/react-components';

const useStyles = makeStyles({ root: { width: '240px', maxWidth: '100%' } }); // fits beside four pills on a laptop

interface SearchFieldProps {
  /** Also what a screen reader calls it, such as `Filter by name`. */
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
}

export function SearchField({ placeholder, value, onChange }: SearchFieldProps) {
  const styles = useStyles();
  return (
    <SearchBox
      className={styles.root}
      size="small"
      placeholder={placeholder}
      aria-label={placeholder}
      value={value}
      onChange={(_, change) => {
        onChange(change.value);
      }}
    />
  );
}
