// Made from Unicode 14's table of compatibility decompositions (NFKC).

#include "unpack/compatibility_forms.h"

#include <algorithm>
#include <array>

namespace sallyport {

namespace {

/// Characters in a row that are ASCII characters in a row.
struct Run {
  char32_t first;
  unsigned count;
  char ascii;
};

constexpr std::array<Run, 209> kRuns = {{
    {0xA0, 1, ' '},     {0xAA, 1, 'a'},     {0xB2, 2, '2'},
    {0xB9, 1, '1'},     {0xBA, 1, 'o'},     {0x17F, 1, 's'},
    {0x2B0, 1, 'h'},    {0x2B2, 1, 'j'},    {0x2B3, 1, 'r'},
    {0x2B7, 1, 'w'},    {0x2B8, 1, 'y'},    {0x2E1, 1, 'l'},
    {0x2E2, 1, 's'},    {0x2E3, 1, 'x'},    {0x37E, 1, ';'},
    {0x1D2C, 1, 'A'},   {0x1D2E, 1, 'B'},   {0x1D30, 2, 'D'},
    {0x1D33, 8, 'G'},   {0x1D3C, 1, 'O'},   {0x1D3E, 1, 'P'},
    {0x1D3F, 1, 'R'},   {0x1D40, 2, 'T'},   {0x1D42, 1, 'W'},
    {0x1D43, 1, 'a'},   {0x1D47, 1, 'b'},   {0x1D48, 2, 'd'},
    {0x1D4D, 1, 'g'},   {0x1D4F, 1, 'k'},   {0x1D50, 1, 'm'},
    {0x1D52, 1, 'o'},   {0x1D56, 1, 'p'},   {0x1D57, 2, 't'},
    {0x1D5B, 1, 'v'},   {0x1D62, 1, 'i'},   {0x1D63, 1, 'r'},
    {0x1D64, 2, 'u'},   {0x1D9C, 1, 'c'},   {0x1DA0, 1, 'f'},
    {0x1DBB, 1, 'z'},   {0x1FEF, 1, '`'},   {0x2000, 1, ' '},
    {0x2001, 1, ' '},   {0x2002, 1, ' '},   {0x2003, 1, ' '},
    {0x2004, 1, ' '},   {0x2005, 1, ' '},   {0x2006, 1, ' '},
    {0x2007, 1, ' '},   {0x2008, 1, ' '},   {0x2009, 1, ' '},
    {0x200A, 1, ' '},   {0x2024, 1, '.'},   {0x202F, 1, ' '},
    {0x205F, 1, ' '},   {0x2070, 1, '0'},   {0x2071, 1, 'i'},
    {0x2074, 6, '4'},   {0x207A, 1, '+'},   {0x207C, 1, '='},
    {0x207D, 2, '('},   {0x207F, 1, 'n'},   {0x2080, 10, '0'},
    {0x208A, 1, '+'},   {0x208C, 1, '='},   {0x208D, 2, '('},
    {0x2090, 1, 'a'},   {0x2091, 1, 'e'},   {0x2092, 1, 'o'},
    {0x2093, 1, 'x'},   {0x2095, 1, 'h'},   {0x2096, 4, 'k'},
    {0x209A, 1, 'p'},   {0x209B, 2, 's'},   {0x2102, 1, 'C'},
    {0x210A, 1, 'g'},   {0x210B, 1, 'H'},   {0x210C, 1, 'H'},
    {0x210D, 1, 'H'},   {0x210E, 1, 'h'},   {0x2110, 1, 'I'},
    {0x2111, 1, 'I'},   {0x2112, 1, 'L'},   {0x2113, 1, 'l'},
    {0x2115, 1, 'N'},   {0x2119, 3, 'P'},   {0x211C, 1, 'R'},
    {0x211D, 1, 'R'},   {0x2124, 1, 'Z'},   {0x2128, 1, 'Z'},
    {0x212A, 1, 'K'},   {0x212C, 2, 'B'},   {0x212F, 1, 'e'},
    {0x2130, 2, 'E'},   {0x2133, 1, 'M'},   {0x2134, 1, 'o'},
    {0x2139, 1, 'i'},   {0x2145, 1, 'D'},   {0x2146, 2, 'd'},
    {0x2148, 2, 'i'},   {0x2160, 1, 'I'},   {0x2164, 1, 'V'},
    {0x2169, 1, 'X'},   {0x216C, 1, 'L'},   {0x216D, 2, 'C'},
    {0x216F, 1, 'M'},   {0x2170, 1, 'i'},   {0x2174, 1, 'v'},
    {0x2179, 1, 'x'},   {0x217C, 1, 'l'},   {0x217D, 2, 'c'},
    {0x217F, 1, 'm'},   {0x2460, 9, '1'},   {0x24B6, 26, 'A'},
    {0x24D0, 26, 'a'},  {0x24EA, 1, '0'},   {0x2C7C, 1, 'j'},
    {0x2C7D, 1, 'V'},   {0x3000, 1, ' '},   {0xA7F2, 1, 'C'},
    {0xA7F3, 1, 'F'},   {0xA7F4, 1, 'Q'},   {0xFB29, 1, '+'},
    {0xFE10, 1, ','},   {0xFE13, 2, ':'},   {0xFE15, 1, '!'},
    {0xFE16, 1, '?'},   {0xFE33, 1, '_'},   {0xFE34, 1, '_'},
    {0xFE35, 2, '('},   {0xFE37, 1, '{'},   {0xFE38, 1, '}'},
    {0xFE47, 1, '['},   {0xFE48, 1, ']'},   {0xFE4D, 1, '_'},
    {0xFE4E, 1, '_'},   {0xFE4F, 1, '_'},   {0xFE50, 1, ','},
    {0xFE52, 1, '.'},   {0xFE54, 1, ';'},   {0xFE55, 1, ':'},
    {0xFE56, 1, '?'},   {0xFE57, 1, '!'},   {0xFE59, 2, '('},
    {0xFE5B, 1, '{'},   {0xFE5C, 1, '}'},   {0xFE5F, 1, '#'},
    {0xFE60, 1, '&'},   {0xFE61, 2, '*'},   {0xFE63, 1, '-'},
    {0xFE64, 1, '<'},   {0xFE65, 1, '>'},   {0xFE66, 1, '='},
    {0xFE68, 1, '\\'},  {0xFE69, 2, '$'},   {0xFE6B, 1, '@'},
    {0xFF01, 94, '!'},  {0x107A5, 1, 'q'},  {0x1D400, 26, 'A'},
    {0x1D41A, 26, 'a'}, {0x1D434, 26, 'A'}, {0x1D44E, 7, 'a'},
    {0x1D456, 18, 'i'}, {0x1D468, 26, 'A'}, {0x1D482, 26, 'a'},
    {0x1D49C, 1, 'A'},  {0x1D49E, 2, 'C'},  {0x1D4A2, 1, 'G'},
    {0x1D4A5, 2, 'J'},  {0x1D4A9, 4, 'N'},  {0x1D4AE, 8, 'S'},
    {0x1D4B6, 4, 'a'},  {0x1D4BB, 1, 'f'},  {0x1D4BD, 7, 'h'},
    {0x1D4C5, 11, 'p'}, {0x1D4D0, 26, 'A'}, {0x1D4EA, 26, 'a'},
    {0x1D504, 2, 'A'},  {0x1D507, 4, 'D'},  {0x1D50D, 8, 'J'},
    {0x1D516, 7, 'S'},  {0x1D51E, 26, 'a'}, {0x1D538, 2, 'A'},
    {0x1D53B, 4, 'D'},  {0x1D540, 5, 'I'},  {0x1D546, 1, 'O'},
    {0x1D54A, 7, 'S'},  {0x1D552, 26, 'a'}, {0x1D56C, 26, 'A'},
    {0x1D586, 26, 'a'}, {0x1D5A0, 26, 'A'}, {0x1D5BA, 26, 'a'},
    {0x1D5D4, 26, 'A'}, {0x1D5EE, 26, 'a'}, {0x1D608, 26, 'A'},
    {0x1D622, 26, 'a'}, {0x1D63C, 26, 'A'}, {0x1D656, 26, 'a'},
    {0x1D670, 26, 'A'}, {0x1D68A, 26, 'a'}, {0x1D7CE, 10, '0'},
    {0x1D7D8, 10, '0'}, {0x1D7E2, 10, '0'}, {0x1D7EC, 10, '0'},
    {0x1D7F6, 10, '0'}, {0x1F12B, 1, 'C'},  {0x1F12C, 1, 'R'},
    {0x1F130, 26, 'A'}, {0x1FBF0, 10, '0'},
}};

/// One character that is several letters or dots.
struct Ligature {
  char32_t character;
  std::string_view ascii;
};

constexpr std::array<Ligature, 143> kLigatures = {{
    {0x132, "IJ"},    {0x133, "ij"},    {0x1C7, "LJ"},    {0x1C8, "Lj"},
    {0x1C9, "lj"},    {0x1CA, "NJ"},    {0x1CB, "Nj"},    {0x1CC, "nj"},
    {0x1F1, "DZ"},    {0x1F2, "Dz"},    {0x1F3, "dz"},    {0x2025, ".."},
    {0x2026, "..."},  {0x20A8, "Rs"},   {0x2116, "No"},   {0x2120, "SM"},
    {0x2121, "TEL"},  {0x2122, "TM"},   {0x213B, "FAX"},  {0x2161, "II"},
    {0x2162, "III"},  {0x2163, "IV"},   {0x2165, "VI"},   {0x2166, "VII"},
    {0x2167, "VIII"}, {0x2168, "IX"},   {0x216A, "XI"},   {0x216B, "XII"},
    {0x2171, "ii"},   {0x2172, "iii"},  {0x2173, "iv"},   {0x2175, "vi"},
    {0x2176, "vii"},  {0x2177, "viii"}, {0x2178, "ix"},   {0x217A, "xi"},
    {0x217B, "xii"},  {0x3250, "PTE"},  {0x32CC, "Hg"},   {0x32CD, "erg"},
    {0x32CE, "eV"},   {0x32CF, "LTD"},  {0x3371, "hPa"},  {0x3372, "da"},
    {0x3373, "AU"},   {0x3374, "bar"},  {0x3375, "oV"},   {0x3376, "pc"},
    {0x3377, "dm"},   {0x337A, "IU"},   {0x3380, "pA"},   {0x3381, "nA"},
    {0x3383, "mA"},   {0x3384, "kA"},   {0x3385, "KB"},   {0x3386, "MB"},
    {0x3387, "GB"},   {0x3388, "cal"},  {0x3389, "kcal"}, {0x338A, "pF"},
    {0x338B, "nF"},   {0x338E, "mg"},   {0x338F, "kg"},   {0x3390, "Hz"},
    {0x3391, "kHz"},  {0x3392, "MHz"},  {0x3393, "GHz"},  {0x3394, "THz"},
    {0x3396, "ml"},   {0x3397, "dl"},   {0x3398, "kl"},   {0x3399, "fm"},
    {0x339A, "nm"},   {0x339C, "mm"},   {0x339D, "cm"},   {0x339E, "km"},
    {0x33A9, "Pa"},   {0x33AA, "kPa"},  {0x33AB, "MPa"},  {0x33AC, "GPa"},
    {0x33AD, "rad"},  {0x33B0, "ps"},   {0x33B1, "ns"},   {0x33B3, "ms"},
    {0x33B4, "pV"},   {0x33B5, "nV"},   {0x33B7, "mV"},   {0x33B8, "kV"},
    {0x33B9, "MV"},   {0x33BA, "pW"},   {0x33BB, "nW"},   {0x33BD, "mW"},
    {0x33BE, "kW"},   {0x33BF, "MW"},   {0x33C2, "a.m."}, {0x33C3, "Bq"},
    {0x33C4, "cc"},   {0x33C5, "cd"},   {0x33C7, "Co."},  {0x33C8, "dB"},
    {0x33C9, "Gy"},   {0x33CA, "ha"},   {0x33CB, "HP"},   {0x33CC, "in"},
    {0x33CD, "KK"},   {0x33CE, "KM"},   {0x33CF, "kt"},   {0x33D0, "lm"},
    {0x33D1, "ln"},   {0x33D2, "log"},  {0x33D3, "lx"},   {0x33D4, "mb"},
    {0x33D5, "mil"},  {0x33D6, "mol"},  {0x33D7, "PH"},   {0x33D8, "p.m."},
    {0x33D9, "PPM"},  {0x33DA, "PR"},   {0x33DB, "sr"},   {0x33DC, "Sv"},
    {0x33DD, "Wb"},   {0x33FF, "gal"},  {0xFB00, "ff"},   {0xFB01, "fi"},
    {0xFB02, "fl"},   {0xFB03, "ffi"},  {0xFB04, "ffl"},  {0xFB05, "st"},
    {0xFB06, "st"},   {0xFE19, "..."},  {0xFE30, ".."},   {0x1F12D, "CD"},
    {0x1F12E, "WZ"},  {0x1F14A, "HV"},  {0x1F14B, "MV"},  {0x1F14C, "SD"},
    {0x1F14D, "SS"},  {0x1F14E, "PPV"}, {0x1F14F, "WC"},  {0x1F16A, "MC"},
    {0x1F16B, "MD"},  {0x1F16C, "MR"},  {0x1F190, "DJ"},
}};

}  // namespace

bool AppendCompatible(char32_t character, std::string* out) {
  const auto run = std::upper_bound(
      kRuns.begin(), kRuns.end(), character,
      [](char32_t c, const Run& one) { return c < one.first; });
  if (run != kRuns.begin()) {
    const Run& last = *std::prev(run);
    const char32_t place = character - last.first;
    if (place < last.count) {
      *out += static_cast<char>(static_cast<char32_t>(last.ascii) + place);
      return true;
    }
  }
  const auto ligature = std::lower_bound(
      kLigatures.begin(), kLigatures.end(), character,
      [](const Ligature& one, char32_t c) { return one.character < c; });
  if (ligature == kLigatures.end() || ligature->character != character)
    return false;
  *out += ligature->ascii;
  return true;
}

}  // namespace sallyport
