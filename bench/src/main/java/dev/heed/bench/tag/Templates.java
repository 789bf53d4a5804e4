package dev.heed.bench.tag;

import dev.heed.models.data.DataPart;
import java.util.List;

/**
 * Sentences with room for names, in words with spaces between. No template is in two parts; many
 * could take a name of another kind, so that the name itself must be known.
 */
final class Templates {
  private static final List<String> TRAINING =
      List.of(
          "We spent three weeks in COUNTRY and did not want to leave .",
          "She was born in CITY but grew up in COUNTRY .",
          "The train to CITY leaves at noon on Monday .",
          "My brother works for a bank in CITY .",
          "Last winter the team travelled to COUNTRY .",
          "He speaks LANGUAGE with his mother and LANGUAGE at school .",
          "The novel was translated into LANGUAGE and LANGUAGE .",
          "You can pay in CURRENCY or by card .",
          "The price was given in CURRENCY , not in CURRENCY .",
          "Her first lessons in LANGUAGE were difficult .",
          "The embassy of COUNTRY in CITY is closed on Fridays .",
          "They exchanged their CURRENCY before the flight to CITY .",
          "A student from COUNTRY asked whether the exam is in LANGUAGE .",
          "The minister of COUNTRY arrived in CITY this morning .",
          "Nobody at the office knew the answer .",
          "The weather was bad , so we stayed at the hotel .",
          "Doctor Miller will see you after lunch .",
          "Heavy rain is expected around CITY tonight .",
          "Exports from COUNTRY to COUNTRY fell by a tenth .",
          "The loan must be repaid in CURRENCY within two years .",
          "An old map shows the road from CITY to CITY .",
          "The radio station broadcasts in LANGUAGE .",
          "It is cheaper to buy coffee in COUNTRY than in CITY .",
          "The contract is written in LANGUAGE and the fees are in CURRENCY .",
          "Mr Brown sold his shares in the company .",
          "The new bridge was opened by the mayor of CITY .");

  private static final List<String> VALIDATION =
      List.of(
          "Our guide in CITY told us everything about COUNTRY .",
          "He sings in LANGUAGE although he does not understand it .",
          "The museum takes only CURRENCY at the door .",
          "The border between COUNTRY and COUNTRY is long .",
          "I have never been to CITY .",
          "The meeting was moved to Thursday .",
          "Most people there read LANGUAGE .",
          "A hundred CURRENCY will be enough for the taxi in CITY .");

  private static final List<String> TEST =
      List.of(
          "Flights between CITY and CITY were cancelled because of the storm .",
          "Her grandparents left COUNTRY when they were young .",
          "Is this letter in LANGUAGE or in LANGUAGE ?",
          "The shop near the station does not accept CURRENCY .",
          "After the war he opened a restaurant in CITY .",
          "Tourists from COUNTRY often visit CITY in spring .",
          "The dictionary explains LANGUAGE words to readers from COUNTRY .",
          "The bank lost millions when the CURRENCY fell against the CURRENCY .",
          "Professor Smith lectured in LANGUAGE at the university of CITY .",
          "Please answer the question before Wednesday .",
          "The factory was built by engineers from COUNTRY .",
          "Salaries in COUNTRY are paid in CURRENCY .",
          "The concert hall was full and the audience cheered .",
          "Children in CITY learn LANGUAGE from the first year on .",
          "CITY is larger than CITY , but COUNTRY has more villages .",
          "Investors moved their money out of CURRENCY .");

  private Templates() {}

  /** Those of one part. */
  static List<String> of(DataPart part) {
    return switch (part) {
      case TRAINING -> TRAINING;
      case VALIDATION -> VALIDATION;
      case TEST -> TEST;
    };
  }
}
