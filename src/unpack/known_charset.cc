#include "unpack/known_charset.h"

#include <algorithm>
#include <array>
#include <string>

#include "mail/address.h"
#include "unpack/charset.h"

namespace sallyport {

namespace {

using namespace std::string_view_literals;

// Names without "-", "_" and ".", which senders place as they like.
constexpr std::array kCharsets = {
    "ansix341968"sv, "ansix31101983"sv, "armscii8"sv,      "ascii"sv,
    "big5"sv,        "big5hkscs"sv,     "cp1250"sv,        "cp1251"sv,
    "cp1252"sv,      "cp1253"sv,        "cp1254"sv,        "cp1255"sv,
    "cp1256"sv,      "cp1257"sv,        "cp1258"sv,        "cp437"sv,
    "cp850"sv,       "cp852"sv,         "cp855"sv,         "cp858"sv,
    "cp866"sv,       "cp874"sv,         "cp932"sv,         "cp936"sv,
    "cp949"sv,       "cp950"sv,         "cseuckr"sv,       "csgb2312"sv,
    "csiso2022jp"sv, "csiso2022kr"sv,   "csshiftjis"sv,    "default"sv,
    "eucjp"sv,       "euckr"sv,         "euctw"sv,         "gb18030"sv,
    "gb2312"sv,      "gb231280"sv,      "gbk"sv,           "hzgb2312"sv,
    "ibm437"sv,      "ibm850"sv,        "ibm852"sv,        "ibm855"sv,
    "ibm858"sv,      "ibm866"sv,        "ibm037"sv,        "iso106461"sv,
    "iso2022cn"sv,   "iso2022jp"sv,     "iso2022jp1"sv,    "iso2022jp2"sv,
    "iso2022jp3"sv,  "iso2022jp2004"sv, "iso2022kr"sv,     "iso646us"sv,
    "iso88591"sv,    "iso885910"sv,     "iso885911"sv,     "iso885913"sv,
    "iso885914"sv,   "iso885915"sv,     "iso885916"sv,     "iso88592"sv,
    "iso88593"sv,    "iso88594"sv,      "iso88595"sv,      "iso88596"sv,
    "iso88597"sv,    "iso88598"sv,      "iso88598e"sv,     "iso88598i"sv,
    "iso88599"sv,    "koi8"sv,          "koi8r"sv,         "koi8u"sv,
    "ksc56011987"sv, "latin1"sv,        "latin2"sv,        "latin9"sv,
    "mac"sv,         "maccyrillic"sv,   "macintosh"sv,     "macroman"sv,
    "mskanji"sv,     "shiftjis"sv,      "sjis"sv,          "tis620"sv,
    "ucs2"sv,        "ucs4"sv,          "unicode11utf7"sv, "unicode11utf8"sv,
    "unknown8bit"sv, "usascii"sv,       "utf16"sv,         "utf16be"sv,
    "utf16le"sv,     "utf32"sv,         "utf32be"sv,       "utf32le"sv,
    "utf7"sv,        "utf8"sv,          "viscii"sv,        "windows1250"sv,
    "windows1251"sv, "windows1252"sv,   "windows1253"sv,   "windows1254"sv,
    "windows1255"sv, "windows1256"sv,   "windows1257"sv,   "windows1258"sv,
    "windows31j"sv,  "windows874"sv,    "windows936"sv,    "windows949"sv,
    "xgbk"sv,        "xsjis"sv,         "xunknown"sv,
};

}  // namespace

bool IsKnownCharset(std::string_view charset) {
  if (CharsetByName(charset) != Charset::kOther) return true;
  std::string plain = LowerCase(charset);
  std::erase_if(plain, [](char c) {
    return c == '-' || c == '_' || c == '.' || c == ' ' || c == '\'' ||
           c == '"' || c == ':';
  });
  return plain.empty() || std::find(kCharsets.begin(), kCharsets.end(),
                                    plain) != kCharsets.end();
}

}  // namespace sallyport
