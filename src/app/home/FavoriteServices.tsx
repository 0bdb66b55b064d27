import { makeStyles, tokens } from '@fluentui/react-components';
import { ArrowRightRegular } from '@fluentui/react-icons/svg/arrow-right';
import { ChevronUpRegular } from '@fluentui/react-icons/svg/chevron-up';
import { useKept } from '#ui/state/kept.ts';
import { PAGE_ICONS } from '../page-icons.tsx';
import { pageOf } from '../pages.ts';
import { favorites } from './favorites.ts';
import { ServiceButton, ServiceLink } from './ServiceLink.tsx';

const useStyles = makeStyles({
  root: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalM, marginBlockEnd: tokens.spacingVerticalL },
});

interface FavoriteServicesProps {
  areAllShown: boolean;
  onShowAll: (areShown: boolean) => void;
}

/** The services that the person chose, and the way to the others. */
export function FavoriteServices({ areAllShown, onShowAll }: FavoriteServicesProps) {
  const styles = useStyles();
  const chosen = useKept(favorites);
  return (
    <nav aria-label="Azure services" className={styles.root}>
      {chosen.map((id) => {
        const { label, to } = pageOf(id);
        return <ServiceLink key={id} to={to} icon={PAGE_ICONS[id]} label={label} />;
      })}
      <ServiceButton
        icon={areAllShown ? <ChevronUpRegular /> : <ArrowRightRegular />}
        label={areAllShown ? 'Fewer services' : 'More services'}
        aria-expanded={areAllShown}
        onClick={() => {
          onShowAll(!areAllShown);
        }}
      />
    </nav>
  );
}
