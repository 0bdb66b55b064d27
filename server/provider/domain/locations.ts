/** The regions of this world, with their pairs. */
import { regionKey, subscriptionScope } from '#protocol/resource-id.ts';
import type { Location } from '#protocol/resources.ts';

// name, display name, geography, longitude, latitude, place, pair
const REGIONS = [
  ['westeurope', 'West Europe', 'Europe', '4.9', '52.3667', 'Netherlands', 'northeurope'],
  ['northeurope', 'North Europe', 'Europe', '-6.2597', '53.3478', 'Ireland', 'westeurope'],
  ['germanywestcentral', 'Germany West Central', 'Europe', '8.682127', '50.110924', 'Frankfurt', 'germanynorth'],
  ['germanynorth', 'Germany North', 'Europe', '8.806422', '53.073635', 'Berlin', 'germanywestcentral'],
  ['francecentral', 'France Central', 'Europe', '2.373', '46.3772', 'Paris', 'francesouth'],
  ['francesouth', 'France South', 'Europe', '2.1972', '43.8345', 'Marseille', 'francecentral'],
  ['swedencentral', 'Sweden Central', 'Europe', '17.14127', '60.67488', 'Gävle', 'swedensouth'],
  ['swedensouth', 'Sweden South', 'Europe', '13.0007', '55.6059', 'Malmö', 'swedencentral'],
  ['uksouth', 'UK South', 'Europe', '-0.799', '50.941', 'London', 'ukwest'],
  ['ukwest', 'UK West', 'Europe', '-3.084', '53.427', 'Cardiff', 'uksouth'],
  ['eastus', 'East US', 'US', '-79.8164', '37.3719', 'Virginia', 'westus'],
  ['westus', 'West US', 'US', '-122.417', '37.783', 'California', 'eastus'],
  ['eastus2', 'East US 2', 'US', '-78.3889', '36.6681', 'Virginia', 'centralus'],
  ['centralus', 'Central US', 'US', '-93.6208', '41.5908', 'Iowa', 'eastus2'],
  ['westus2', 'West US 2', 'US', '-119.852', '47.233', 'Washington', 'westcentralus'],
  ['westcentralus', 'West Central US', 'US', '-110.234', '40.89', 'Wyoming', 'westus2'],
  ['southeastasia', 'Southeast Asia', 'Asia Pacific', '103.833', '1.283', 'Singapore', 'eastasia'],
  ['eastasia', 'East Asia', 'Asia Pacific', '114.188', '22.267', 'Hong Kong', 'southeastasia'],
  ['japaneast', 'Japan East', 'Asia Pacific', '139.77', '35.68', 'Tokyo, Saitama', 'japanwest'],
  ['japanwest', 'Japan West', 'Asia Pacific', '135.5022', '34.6939', 'Osaka', 'japaneast'],
  ['centralindia', 'Central India', 'Asia Pacific', '73.9197', '18.5822', 'Pune', 'southindia'],
  ['southindia', 'South India', 'Asia Pacific', '80.1636', '12.9822', 'Chennai', 'centralindia'],
  ['australiaeast', 'Australia East', 'Asia Pacific', '151.2094', '-33.86', 'New South Wales', 'australiasoutheast'],
  ['australiasoutheast', 'Australia Southeast', 'Asia Pacific', '144.9631', '-37.8136', 'Victoria', 'australiaeast'],
] as const;

type Region = (typeof REGIONS)[number];

const find = (region: string): Region | undefined => REGIONS.find(([name]) => name === regionKey(region));

/** The name by which a region is known, such as `westeurope` for `West Europe`; undefined for one that is not known. */
export const regionName = (region: string): string | undefined => find(region)?.[0];

/** The region to which a geo-redundant vault of this one is copied. */
export const pairOf = (region: string): string | undefined => find(region)?.[6];

/** Every region, as a subscription lists them. */
export const locationsOf = (subscriptionId: string): Location[] =>
  REGIONS.map(([name, displayName, geographyGroup, longitude, latitude, physicalLocation, pair]) => ({
    id: `${subscriptionScope(subscriptionId)}/locations/${name}`,
    name,
    type: 'Region',
    displayName,
    regionalDisplayName: `(${geographyGroup}) ${displayName}`,
    metadata: {
      regionType: 'Physical',
      regionCategory: 'Recommended',
      geographyGroup,
      longitude,
      latitude,
      physicalLocation,
      pairedRegion: [{ name: pair, id: `${subscriptionScope(subscriptionId)}/locations/${pair}` }],
    },
  }));
