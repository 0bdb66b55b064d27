/** The icons of pages and of resources, wherever they are listed. */
import { AlertRegular } from '@fluentui/react-icons/svg/alert';
import { CalendarAddRegular } from '@fluentui/react-icons/svg/calendar-add';
import { CalendarClockRegular } from '@fluentui/react-icons/svg/calendar-clock';
import { ClipboardTaskListLtrRegular } from '@fluentui/react-icons/svg/clipboard-task-list-ltr';
import { CloudArrowUpRegular } from '@fluentui/react-icons/svg/cloud-arrow-up';
import { DatabaseRegular } from '@fluentui/react-icons/svg/database';
import { DatabaseSearchRegular } from '@fluentui/react-icons/svg/database-search';
import { HistoryRegular } from '@fluentui/react-icons/svg/history';
import { HomeRegular } from '@fluentui/react-icons/svg/home';
import { PlugConnectedRegular } from '@fluentui/react-icons/svg/plug-connected';
import { ShieldAddRegular } from '@fluentui/react-icons/svg/shield-add';
import { ShieldCheckmarkRegular } from '@fluentui/react-icons/svg/shield-checkmark';
import { ShieldTaskRegular } from '@fluentui/react-icons/svg/shield-task';
import { VaultRegular } from '@fluentui/react-icons/svg/vault';
import type { ReactElement } from 'react';
import type { PageId } from './pages.ts';
import type { ResourceKind } from './resource-kinds.ts';

export const PAGE_ICONS: Record<PageId, ReactElement> = {
  home: <HomeRegular />,
  center: <ShieldTaskRegular />,
  protectable: <DatabaseSearchRegular />,
  protectedItems: <ShieldCheckmarkRegular />,
  policies: <CalendarClockRegular />,
  centerVaults: <VaultRegular />,
  jobs: <ClipboardTaskListLtrRegular />,
  alerts: <AlertRegular />,
  vaults: <VaultRegular />,
  servers: <DatabaseRegular />,
  connectServer: <PlugConnectedRegular />,
  configureBackup: <ShieldAddRegular />,
  createVault: <VaultRegular />,
  createPolicy: <CalendarAddRegular />,
  deploy: <CloudArrowUpRegular />,
  backupCenter: <HistoryRegular />,
};

export const RESOURCE_ICONS: Record<ResourceKind, ReactElement> = {
  vault: <VaultRegular />,
  server: <DatabaseRegular />,
  instance: <ShieldCheckmarkRegular />,
  policy: <CalendarClockRegular />,
};
