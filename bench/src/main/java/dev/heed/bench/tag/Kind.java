package dev.heed.bench.tag;

import java.time.ZoneId;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the names in the sentences are of: each from a public list that the JDK has. */
enum Kind {
  /** ISO 3166, in English. */
  COUNTRY {
    @Override
    Stream<String> all() {
      return Arrays.stream(Locale.getISOCountries())
          .map(code -> Locale.of("", code).getDisplayCountry(Locale.ENGLISH));
    }
  },
  /** ISO 639, in English. */
  LANGUAGE {
    @Override
    Stream<String> all() {
      return Arrays.stream(Locale.getISOLanguages())
          .map(code -> Locale.of(code).getDisplayLanguage(Locale.ENGLISH));
    }
  },
  /** Of the time zones of IANA; those that are called as their country are left out. */
  CITY {
    @Override
    Stream<String> all() {
      Set<String> countries = COUNTRY.all().collect(Collectors.toSet());
      return ZoneId.getAvailableZoneIds().stream()
          .filter(zone -> zone.matches("(Africa|America|Asia|Europe|Australia)/[A-Z][a-z_A-Z]+"))
          .map(zone -> zone.substring(zone.indexOf('/') + 1).replace('_', ' '))
          .filter(city -> !countries.contains(city));
    }
  },
  /** ISO 4217, in English. */
  CURRENCY {
    @Override
    Stream<String> all() {
      return Currency.getAvailableCurrencies().stream()
          .map(currency -> currency.getDisplayName(Locale.ENGLISH));
    }
  };

  /** Longer names, and those with years, are of what is gone. */
  private static final int MOST_WORDS = 3;

  abstract Stream<String> all();

  /** The names in the order of their letters, each once. */
  List<String> names() {
    return List.copyOf(
        all()
            .filter(name -> name.matches("[\\p{L}' -]{3,}"))
            .filter(name -> name.split(" ").length <= MOST_WORDS)
            .collect(Collectors.toCollection(TreeSet::new)));
  }
}
