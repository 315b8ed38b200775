import { useMemo } from "react";
import { type Locale, useLocale } from "../../i18n";
import { countryName } from "../../lib/format";

/** ISO 3166-1 alpha-2, where parcels can be sent to. */
const CODES =
  "AD AE AG AI AL AM AO AR AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BZ CA CD CF CG CH CI CL CM CN CO CR CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FK FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IQ IS IT JE JM JO JP KE KG KH KM KN KR KW KY KZ LA LB LC LI LK LR LS LT LU LV MA MC MD ME MG MK ML MM MN MO MQ MR MS MT MU MV MW MX MY MZ NA NC NE NG NI NL NO NP NZ OM PA PE PF PG PH PK PL PM PR PT PW PY QA RE RO RS RW SA SB SC SE SG SH SI SK SL SM SN SR ST SV SZ TC TD TG TH TJ TL TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VG VI VN VU WF WS ZA ZM ZW".split(
    " ",
  );

export function countries(locale: Locale) {
  return CODES.map((code) => ({ code, name: countryName(code, locale) })).sort((a, b) =>
    a.name.localeCompare(b.name, locale),
  );
}

export function useCountries() {
  const locale = useLocale();
  return useMemo(() => countries(locale), [locale]);
}
