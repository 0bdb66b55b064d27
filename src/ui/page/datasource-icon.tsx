import { DatabaseRegular } from '@fluentui/react-icons/svg/database';
import type { ReactElement } from 'react';
import type { DatasourceType } from '#protocol/datasource-type.ts';

const ICONS: Readonly<Record<DatasourceType['icon'], ReactElement>> = { database: <DatabaseRegular /> };

/** The icon of a kind of resource that is backed up. */
export const datasourceIcon = ({ icon }: DatasourceType): ReactElement => ICONS[icon];
