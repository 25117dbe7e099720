#include "unpack/references.h"

#include <array>
#include <cstring>

#include "base/hex_digit.h"
#include "unpack/utf8.h"

namespace sallyport {

namespace {

using namespace std::string_view_literals;

// No name is longer.
constexpr size_t kMaxReference = 40;

struct Name {
  std::string_view name;
  char32_t character;
};

// What ASCII characters are called, and what hides between letters.
constexpr std::array kNames = {
    Name{"amp"sv, '&'},          Name{"AMP"sv, '&'},
    Name{"lt"sv, '<'},           Name{"LT"sv, '<'},
    Name{"gt"sv, '>'},           Name{"GT"sv, '>'},
    Name{"quot"sv, '"'},         Name{"QUOT"sv, '"'},
    Name{"apos"sv, '\''},        Name{"nbsp"sv, 0xA0},
    Name{"colon"sv, ':'},        Name{"semi"sv, ';'},
    Name{"comma"sv, ','},        Name{"period"sv, '.'},
    Name{"sol"sv, '/'},          Name{"bsol"sv, '\\'},
    Name{"equals"sv, '='},       Name{"plus"sv, '+'},
    Name{"num"sv, '#'},          Name{"percnt"sv, '%'},
    Name{"excl"sv, '!'},         Name{"quest"sv, '?'},
    Name{"lpar"sv, '('},         Name{"rpar"sv, ')'},
    Name{"lsqb"sv, '['},         Name{"lbrack"sv, '['},
    Name{"rsqb"sv, ']'},         Name{"rbrack"sv, ']'},
    Name{"lcub"sv, '{'},         Name{"lbrace"sv, '{'},
    Name{"rcub"sv, '}'},         Name{"rbrace"sv, '}'},
    Name{"lowbar"sv, '_'},       Name{"UnderBar"sv, '_'},
    Name{"commat"sv, '@'},       Name{"dollar"sv, '$'},
    Name{"ast"sv, '*'},          Name{"midast"sv, '*'},
    Name{"Hat"sv, '^'},          Name{"grave"sv, '`'},
    Name{"verbar"sv, '|'},       Name{"vert"sv, '|'},
    Name{"VerticalLine"sv, '|'}, Name{"Tab"sv, '\t'},
    Name{"NewLine"sv, '\n'},     Name{"shy"sv, 0xAD},
    Name{"zwnj"sv, 0x200C},      Name{"zwj"sv, 0x200D},
};

constexpr char32_t kNoCharacter = 0xFFFFFFFF;

bool IsLetterOrDigit(char32_t c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
         (c >= 'A' && c <= 'Z');
}

char32_t NumberOf(std::string_view digits) {
  const bool hexadecimal = digits.starts_with('x') || digits.starts_with('X');
  if (hexadecimal) digits.remove_prefix(1);
  if (digits.empty()) return kNoCharacter;
  char32_t number = 0;
  for (const char c : digits) {
    const int digit = HexDigit(c);
    if (digit < 0 || (!hexadecimal && digit > 9)) return kNoCharacter;
    number = number * (hexadecimal ? 16 : 10) + static_cast<char32_t>(digit);
    if (number > 0x10FFFF) return kNoCharacter;
  }
  return number >= 0xD800 && number <= 0xDFFF ? kNoCharacter : number;
}

/// What "#101" or "colon" stands for.
char32_t CharacterOf(std::string_view reference) {
  if (reference.starts_with('#')) return NumberOf(reference.substr(1));
  for (const Name& name : kNames)
    if (name.name == reference) return name.character;
  return kNoCharacter;
}

/// True if `c` goes on with `reference`. A number ends where its digits do.
bool GoesOn(std::string_view reference, char c) {
  if (reference.size() >= kMaxReference) return false;
  if (reference.empty())
    return c == '#' || IsLetterOrDigit(static_cast<unsigned char>(c));
  if (reference[0] != '#')
    return IsLetterOrDigit(static_cast<unsigned char>(c));
  if (reference.size() == 1)
    return c == 'x' || c == 'X' || (c >= '0' && c <= '9');
  const bool hexadecimal = (reference[1] | 0x20) == 'x';
  return hexadecimal ? HexDigit(c) >= 0 : c >= '0' && c <= '9';
}

/// Adds `c` to `reference`; of the zeros in front of a number one is enough.
void Extend(char c, std::string* reference) {
  if (c != '0' ||
      (*reference != "#0" && *reference != "#x0" && *reference != "#X0"))
    *reference += c;
}

}  // namespace

void ReferenceScanner::Feed(std::string_view bytes) {
  while (!found_ && !bytes.empty()) {
    if (!in_reference_) {
      const void* found = std::memchr(bytes.data(), '&', bytes.size());
      if (found == nullptr) return;
      bytes.remove_prefix(
          static_cast<size_t>(static_cast<const char*>(found) - bytes.data()) +
          1);
      in_reference_ = true;
      reference_.clear();
      continue;
    }
    if (GoesOn(reference_, bytes[0])) {
      Extend(bytes[0], &reference_);
      bytes.remove_prefix(1);
      continue;
    }
    in_reference_ = false;
    const char32_t character = CharacterOf(reference_);
    found_ = IsLetterOrDigit(character) || character == ':' ||
             character == '\n' || character == '\t';
  }
}

void ReferenceRecoder::Take(std::string_view in, std::string* out) {
  for (const char c : in) {
    if (in_reference_) {
      if (GoesOn(reference_, c)) {
        Extend(c, &reference_);
        continue;
      }
      const bool known = CharacterOf(reference_) != kNoCharacter;
      Finish(out);
      if (known && c == ';') continue;
    }
    if (c == '&')
      in_reference_ = true;
    else
      *out += c;
  }
}

void ReferenceRecoder::Finish(std::string* out) {
  if (!in_reference_) return;
  in_reference_ = false;
  const char32_t character = CharacterOf(reference_);
  if (character == kNoCharacter)
    *out += "&" + reference_;
  else
    AppendUtf8(character, out);
  reference_.clear();
}

std::string DecodeReferences(std::string_view text) {
  std::string decoded;
  ReferenceRecoder recoder;
  recoder.Take(text, &decoded);
  recoder.Finish(&decoded);
  return decoded;
}

}  // namespace sallyport
