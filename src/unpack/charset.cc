#include "unpack/charset.h"

#include <algorithm>
#include <array>
#include <string>

#include "mail/address.h"

namespace sallyport {

namespace {

using namespace std::string_view_literals;

struct Name {
  std::string_view name;  // lower case, without "-", "_" and the like
  Charset charset;
};

constexpr std::array kNames = {
    Name{"utf7"sv, Charset::kUtf7},
    Name{"unicode11utf7"sv, Charset::kUtf7},
    Name{"unicode20utf7"sv, Charset::kUtf7},
    Name{"csutf7"sv, Charset::kUtf7},
    Name{"xunicode20utf7"sv, Charset::kUtf7},
    Name{"utf7imap"sv, Charset::kUtf7Imap},
    Name{"ximap4modifiedutf7"sv, Charset::kUtf7Imap},
    Name{"ximapmodifiedutf7"sv, Charset::kUtf7Imap},
    Name{"xutf7imap"sv, Charset::kUtf7Imap},
    Name{"utf16"sv, Charset::kUtf16},
    Name{"csutf16"sv, Charset::kUtf16},
    Name{"ucs2"sv, Charset::kUtf16},
    Name{"iso10646ucs2"sv, Charset::kUtf16},
    Name{"unicode"sv, Charset::kUtf16},
    Name{"csunicode"sv, Charset::kUtf16},
    Name{"utf16le"sv, Charset::kUtf16Le},
    Name{"ucs2le"sv, Charset::kUtf16Le},
    Name{"unicodelittle"sv, Charset::kUtf16Le},
    Name{"utf16be"sv, Charset::kUtf16Be},
    Name{"ucs2be"sv, Charset::kUtf16Be},
    Name{"unicodebig"sv, Charset::kUtf16Be},
    Name{"unicodefffe"sv, Charset::kUtf16Be},
    Name{"utf32"sv, Charset::kUtf32},
    Name{"csutf32"sv, Charset::kUtf32},
    Name{"ucs4"sv, Charset::kUtf32},
    Name{"iso10646ucs4"sv, Charset::kUtf32},
    Name{"utf32le"sv, Charset::kUtf32Le},
    Name{"ucs4le"sv, Charset::kUtf32Le},
    Name{"utf32be"sv, Charset::kUtf32Be},
    Name{"ucs4be"sv, Charset::kUtf32Be},
    Name{"csiso2022jp"sv, Charset::kIso2022},
    Name{"csiso2022kr"sv, Charset::kIso2022},
    Name{"csiso2022jp2"sv, Charset::kIso2022},
    Name{"cp50220"sv, Charset::kIso2022},
    Name{"cp50221"sv, Charset::kIso2022},
    Name{"cp50222"sv, Charset::kIso2022},
    Name{"cp50225"sv, Charset::kIso2022},
    Name{"jis"sv, Charset::kIso2022},
    Name{"jis7"sv, Charset::kIso2022},
    Name{"hz"sv, Charset::kHz},
    Name{"hzgb2312"sv, Charset::kHz},
    Name{"cshzgb2312"sv, Charset::kHz},
    Name{"037"sv, Charset::kEbcdic037},
    Name{"ebcdicus"sv, Charset::kEbcdic037},
    Name{"ebcdiccpus"sv, Charset::kEbcdic037},
    Name{"ebcdiccpca"sv, Charset::kEbcdic037},
    Name{"ebcdiccpwt"sv, Charset::kEbcdic037},
    Name{"ebcdiccpnl"sv, Charset::kEbcdic037},
    Name{"ebcdic"sv, Charset::kEbcdic037},
    Name{"1140"sv, Charset::kEbcdic037},
    Name{"01140"sv, Charset::kEbcdic037},
    Name{"500"sv, Charset::kEbcdic500},
    Name{"ebcdiccpbe"sv, Charset::kEbcdic500},
    Name{"ebcdiccpch"sv, Charset::kEbcdic500},
    Name{"1148"sv, Charset::kEbcdic500},
    Name{"01148"sv, Charset::kEbcdic500},
    Name{"1026"sv, Charset::kEbcdic1026},
    Name{"1047"sv, Charset::kEbcdic1047},
    Name{"01047"sv, Charset::kEbcdic1047},
    Name{"1924"sv, Charset::kEbcdic1047},
};

bool IsPlain(char c) {
  return (c >= ' ' && c <= '~') || c == '\t' || c == '\n' || c == '\r';
}

/// True if most units of `width` bytes are an ASCII character, its byte at
/// `place`, and NULs.
bool IsAscii(std::string_view head, size_t width, size_t place) {
  size_t ascii = 0;
  const size_t units = head.size() / width;
  for (size_t unit = 0; unit < units; ++unit) {
    bool fits = true;
    for (size_t i = 0; i < width; ++i) {
      const char c = head[unit * width + i];
      fits = fits && (i == place ? IsPlain(c) : c == '\0');
    }
    ascii += fits ? 1 : 0;
  }
  return units > 0 && ascii * 4 >= units * 3;
}

/// What stands behind `key` and an equals sign, quotes or not.
std::string_view ValueOf(std::string_view key, std::string_view lower) {
  constexpr std::string_view kAround = " \t\r\n\"'";
  for (size_t at = lower.find(key); at != std::string_view::npos;
       at = lower.find(key, at + 1)) {
    std::string_view rest = lower.substr(at + key.size());
    rest.remove_prefix(std::min(rest.find_first_not_of(kAround), rest.size()));
    if (!rest.starts_with('=')) continue;
    rest.remove_prefix(1);
    rest.remove_prefix(std::min(rest.find_first_not_of(kAround), rest.size()));
    return rest.substr(0, rest.find_first_of(" \t\r\n\"'/>;?"));
  }
  return {};
}

/// True if there is a sequence that switches to another set, or back.
bool HoldsSwitch(std::string_view head) {
  constexpr std::array kSwitches = {"$@"sv, "$A"sv, "$B"sv, "$("sv, "$)"sv,
                                    "(B"sv, "(J"sv, "(I"sv, "(H"sv};
  for (size_t at = head.find('\x1B'); at != std::string_view::npos;
       at = head.find('\x1B', at + 1))
    if (std::find(kSwitches.begin(), kSwitches.end(), head.substr(at + 1, 2)) !=
        kSwitches.end())
      return true;
  return false;
}

/// Markup that says its own charset in ASCII is in none where ASCII is wide.
Charset CharsetOfMarkup(std::string_view head) {
  constexpr size_t kLookBytes = 4096;
  const std::string lower = LowerCase(head.substr(0, kLookBytes));
  for (const std::string_view key : {"charset"sv, "encoding"sv}) {
    const Charset charset = CharsetByName(ValueOf(key, lower));
    if (charset != Charset::kOther && !IsWide(charset)) return charset;
  }
  return Charset::kOther;
}

}  // namespace

Charset CharsetByName(std::string_view name) {
  std::string plain = LowerCase(name.substr(0, 64));
  std::erase_if(plain, [](char c) {
    return (c < 'a' || c > 'z') && (c < '0' || c > '9');
  });
  if (plain.starts_with("iso2022")) return Charset::kIso2022;
  for (const std::string_view prefix : {"csibm"sv, "ibm"sv, "cp"sv, "xcp"sv})
    if (plain.starts_with(prefix) && plain.size() > prefix.size() &&
        plain[prefix.size()] <= '9' && !plain.starts_with("cp5022")) {
      plain.erase(0, prefix.size());
      break;
    }
  for (const Name& known : kNames)
    if (known.name == plain) return known.charset;
  return Charset::kOther;
}

bool IsWide(Charset charset) {
  return charset >= Charset::kUtf16 && charset <= Charset::kUtf32Be;
}

Charset WideCharset(std::string_view head) {
  if (head.starts_with("\xFF\xFE\0\0"sv)) return Charset::kUtf32Le;
  if (head.starts_with("\0\0\xFE\xFF"sv)) return Charset::kUtf32Be;
  if (head.starts_with("\xFF\xFE"sv)) return Charset::kUtf16Le;
  if (head.starts_with("\xFE\xFF"sv)) return Charset::kUtf16Be;
  // Without a mark, a few characters at least must be such.
  constexpr size_t kLeast = 12;
  head = head.substr(0, 512);
  if (head.size() < kLeast || head.find('\0') == std::string_view::npos)
    return Charset::kOther;
  if (IsAscii(head, 2, 0)) return Charset::kUtf16Le;
  if (IsAscii(head, 2, 1)) return Charset::kUtf16Be;
  if (IsAscii(head, 4, 0)) return Charset::kUtf32Le;
  if (IsAscii(head, 4, 3)) return Charset::kUtf32Be;
  return Charset::kOther;
}

Charset CharsetByContent(std::string_view head, bool markup) {
  const Charset wide = WideCharset(head);
  if (wide != Charset::kOther) return wide;
  for (const std::string_view mark : {"+/v8"sv, "+/v9"sv, "+/v+"sv, "+/v/"sv})
    if (head.starts_with(mark)) return Charset::kUtf7;
  // "<?xm" and "<htm" in EBCDIC.
  if (head.starts_with("\x4C\x6F\xA7\x94"sv) ||
      head.starts_with("\x4C\x88\xA3\x94"sv))
    return Charset::kEbcdic037;
  if (HoldsSwitch(head)) return Charset::kIso2022;
  return markup ? CharsetOfMarkup(head) : Charset::kOther;
}

std::unique_ptr<Recoder> NewCharsetRecoder(Charset charset) {
  for (const auto& make :
       {NewWideRecoder, NewUtf7Recoder, NewIso2022Recoder, NewEbcdicRecoder})
    if (std::unique_ptr<Recoder> recoder = make(charset)) return recoder;
  return nullptr;
}

std::string_view SignsOf(Charset charset) {
  switch (charset) {
    case Charset::kUtf7:
      return "+";
    case Charset::kUtf7Imap:
      return "&";
    case Charset::kIso2022:
      return "\x1B\x0E\x0F";
    case Charset::kHz:
      return "~";
    default:
      return {};
  }
}

}  // namespace sallyport
