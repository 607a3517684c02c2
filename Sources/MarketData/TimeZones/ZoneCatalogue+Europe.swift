extension ZoneCatalogue {
  /// The European Union sets its clocks at 01:00 UTC on the last Sundays of March and, since 1996,
  /// October (September before); Moscow kept +04:00 from 2011 to 2014, Istanbul keeps +03:00 since
  /// 2016.
  static let europe = [
    Group(
      names: ["Europe/London", "Europe/Dublin"],
      eras: ["GMT0BST,M3.5.0/1,M10.4.0", "1996-01-01 GMT0BST,M3.5.0/1,M10.5.0"]),
    Group(
      names: ["Europe/Lisbon"],
      eras: [
        "WET0WEST,M3.5.0/1,M9.5.0", "1992-03-29T01:00 +01",
        "1993-01-01 CET-1CEST,M3.5.0,M9.5.0/3",
        "1996-01-01 WET0WEST,M3.5.0/1,M10.5.0",
      ]),
    Group(
      names: ["WET"], eras: ["WET0WEST,M3.5.0/1,M9.5.0", "1996-01-01 WET0WEST,M3.5.0/1,M10.5.0"]),
    Group(
      names: [
        "Europe/Berlin", "Europe/Paris", "Europe/Zurich", "Europe/Amsterdam", "Europe/Brussels",
        "Europe/Madrid", "Europe/Rome", "Europe/Vienna", "Europe/Warsaw", "Europe/Copenhagen",
        "Europe/Oslo", "Europe/Stockholm", "CET", "MET",
      ],
      eras: ["CET-1CEST,M3.5.0,M9.5.0/3", "1996-01-01 CET-1CEST,M3.5.0,M10.5.0/3"]),
    Group(
      names: ["Europe/Athens", "Europe/Helsinki", "EET"],
      eras: ["EET-2EEST,M3.5.0/3,M9.5.0/4", "1996-01-01 EET-2EEST,M3.5.0/3,M10.5.0/4"]),
    Group(
      names: ["Europe/Kyiv", "Europe/Kiev"],
      eras: [
        "+03", "1990-03-24T23:00 +04", "1990-06-30T22:00 EET-2EEST,M3.5.0,M9.5.0/3",
        "1996-04-01 EET-2EEST,M3.5.0/3,M10.5.0/4",
      ]),
    Group(
      names: ["Europe/Istanbul"],
      eras: [
        "EET-2EEST,M3.5.0/1,M9.5.0", "1994-03-19T23:00 +03", "1994-04-01 EET-2EEST,M3.5.0/1,M9.5.0",
        "1996-01-01 EET-2EEST,M3.5.0/1,M10.5.0", "2007-01-01 EET-2EEST,M3.5.0/3,M10.5.0/4",
        "2010-10-31T01:00 +02", "2011-03-28T01:00 EET-2EEST,M3.5.0/3,M10.5.0/4",
        "2013-10-27T01:00 +02", "2014-03-31T01:00 +03", "2014-10-26T01:00 +02",
        "2015-03-29T01:00 +03", "2015-11-08T01:00 +02", "2016-03-27T01:00 +03",
      ]),
    Group(
      names: ["Europe/Moscow"],
      eras: [
        "+03", "1990-03-24T23:00 +04", "1990-09-29T23:00 +03", "1991-03-30T23:00 +03",
        "1991-09-29 +02", "1992-01-19 MSK-3MSD,M3.5.0,M9.5.0/3",
        "1996-01-01 MSK-3MSD,M3.5.0,M10.5.0/3", "2011-03-26T23:00 +04", "2014-10-25T22:00 +03",
      ]),
  ]
}
