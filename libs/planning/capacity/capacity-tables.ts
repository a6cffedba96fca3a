import { hiddenDefinition } from '../counting'
import type { ResultColumn, TableForm } from '../result'

const places: readonly ResultColumn[] = [
  {
    key: 'places',
    title: 'Places',
    unit: 'count',
    definition:
      'Places of the sites that are open on the day, by the number that was set last (planning_site, planning_site_places).',
  },
  {
    key: 'out_of_service',
    title: 'Out of service',
    unit: 'count',
    definition:
      'Places out of service on the day, at most as many as the site has; what a lifted outage gave back is not counted (site_out_of_service).',
  },
  {
    key: 'booked',
    title: 'Booked',
    unit: 'count',
    definition: 'Places of households that are booked for the day and have not arrived by the programme date (site_stay).',
  },
  {
    key: 'occupied',
    title: 'Occupied',
    unit: 'count',
    definition:
      'Places of households that stay or stayed on the day; one that stays past its last day is still there (site_stay).',
  },
  {
    key: 'free',
    title: 'Free',
    unit: 'count',
    definition: 'Places less those out of service, booked and occupied, and never below zero at a site.',
  },
  {
    key: 'over',
    title: 'Over',
    unit: 'count',
    definition: 'What is booked and occupied beyond the places in service, site by site: a shortage that is certain.',
  },
]

const day: ResultColumn = { key: 'day', title: 'Day', unit: 'day', definition: 'The programme date that the row is about.' }
const site: ResultColumn = { key: 'site', title: 'Site', unit: 'text', definition: 'The made-up name of the site.' }
const siteId: ResultColumn = { key: 'site_id', title: 'Site id', unit: 'text', definition: 'The id of the site.' }
const organisation: ResultColumn = {
  key: 'organisation',
  title: 'Organisation',
  unit: 'text',
  definition: 'The host organisation that runs the site.',
}
const region: ResultColumn = { key: 'region', title: 'Region', unit: 'text', definition: 'The region in which the site lies.' }
const country: ResultColumn = {
  key: 'country',
  title: 'Country',
  unit: 'text',
  definition: 'The country in which the site lies.',
}

export const capacityTables: readonly TableForm[] = [
  {
    key: 'by_day',
    title: 'All sites, day by day',
    about: 'The sums over the sites of this report.',
    columns: [
      day,
      ...places,
      {
        key: 'shortage',
        title: 'Shortage ahead',
        unit: 'count',
        definition:
          'Over, and how far the people who wait on the programme date outnumber the free places: from the rounded number of the table Waiting, counted as none where that is hidden. For days from the programme date on, in a report over all sites.',
      },
    ],
    chart: { type: 'line', x: 'day', y: ['places', 'occupied', 'booked', 'free'] },
  },
  {
    key: 'by_site',
    title: 'Site by site',
    about: 'One row a site and day.',
    columns: [siteId, site, organisation, region, country, day, ...places],
    chart: { type: 'line', x: 'day', y: ['free'], series: 'site' },
  },
  {
    key: 'by_organisation',
    title: 'Organisation by organisation',
    about: 'The sums over the sites that each runs.',
    columns: [organisation, day, ...places],
    chart: { type: 'line', x: 'day', y: ['free'], series: 'organisation' },
  },
  {
    key: 'by_region',
    title: 'Region by region',
    about: 'The sums over the sites in each.',
    columns: [region, country, day, ...places],
    chart: { type: 'line', x: 'day', y: ['free'], series: 'region' },
  },
  {
    key: 'waiting',
    title: 'Waiting for a place',
    about: 'On the programme date, in the whole programme: who waits has no site yet.',
    columns: [
      { key: 'size', title: 'Size of household', unit: 'text', definition: 'People in the household on the programme date.' },
      {
        key: 'households',
        title: 'Households',
        unit: 'people',
        definition: `Households that wait on the programme date (planning_wait). ${hiddenDefinition}`,
      },
      {
        key: 'people',
        title: 'People',
        unit: 'people',
        definition: `The people in them: the places that they need (planning_wait). ${hiddenDefinition}`,
      },
    ],
    chart: { type: 'bar', x: 'size', y: ['households'] },
  },
  {
    key: 'stay_lengths',
    title: 'Length of stays',
    about: 'Of stays that ended before the month of the programme date, whatever the days of the report.',
    columns: [
      siteId,
      site,
      {
        key: 'median',
        title: 'Median',
        unit: 'days',
        definition:
          'Half of the stays that ended were at most so long, first and last day counted, rounded to a scale of days (site_stay). Hidden where fewer than ten ended.',
      },
      {
        key: 'ninetieth',
        title: '90th percentile',
        unit: 'days',
        definition: 'Nine in ten were at most so long; counted as the median.',
      },
    ],
    chart: { type: 'bar', x: 'site', y: ['median', 'ninetieth'] },
  },
]
