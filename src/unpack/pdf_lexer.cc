#include "unpack/pdf_lexer.h"

#include <charconv>

#include "base/hex_digit.h"

namespace sallyport {

namespace {

using namespace std::string_view_literals;

constexpr int kNone = -1;  // no character

bool IsBlank(int c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0;
}

bool IsDelimiter(int c) {
  return c >= 0 &&
         "()<>[]{}/%"sv.find(static_cast<char>(c)) != std::string_view::npos;
}

bool IsRegular(int c) { return c >= 0 && !IsBlank(c) && !IsDelimiter(c); }

}  // namespace

int PdfLexer::Peek() {
  if (at_ >= end_) return kNone;
  if (window_.empty()) window_ = source_->View(at_);
  return window_.empty() ? kNone : static_cast<unsigned char>(window_.front());
}

int PdfLexer::Take() {
  const int c = Peek();
  if (c == kNone) return c;
  window_.remove_prefix(1);
  ++at_;
  return c;
}

void PdfLexer::SkipBlanks() {
  for (int c = Peek(); IsBlank(c) || c == '%'; c = Peek()) {
    if (c == '%')
      while (c != kNone && c != '\n' && c != '\r') c = Take();
    else
      Take();
  }
}

/// Behind the slash; "#41" is an "A".
std::string PdfLexer::Name() {
  std::string name;
  while (IsRegular(Peek())) {
    const int c = Take();
    name += static_cast<char>(c);
    const size_t size = name.size();
    if (size < 3 || name[size - 3] != '#') continue;
    const int high = HexDigit(name[size - 2]);
    const int low = HexDigit(c);
    if (high < 0 || low < 0) continue;
    name.resize(size - 3);
    name += static_cast<char>(high << 4 | low);
  }
  return name;
}

/// What a backslash and what follows it stand for; kNone for nothing.
int PdfLexer::Escape() {
  const int c = Take();
  switch (c) {
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case '\n':
      return kNone;
    case '\r':
      if (Peek() == '\n') Take();
      return kNone;
    default:
      break;
  }
  if (c < '0' || c > '7') return c;
  int value = c - '0';
  for (int i = 0; i < 2 && Peek() >= '0' && Peek() <= '7'; ++i)
    value = value * 8 + Take() - '0';
  return value & 0xFF;
}

std::string PdfLexer::Literal() {
  std::string text;
  int open = 1;
  for (int c = Take(); c != kNone; c = Take()) {
    if (c == '(') ++open;
    if (c == ')' && --open == 0) break;
    if (c == '\\') c = Escape();
    if (c != kNone) text += static_cast<char>(c);
  }
  return text;
}

std::string PdfLexer::Hexadecimal() {
  std::string text;
  int high = kNone;
  for (int c = Take(); c != kNone && c != '>'; c = Take()) {
    const int digit = HexDigit(c);
    if (digit < 0) continue;
    if (high < 0) {
      high = digit;
    } else {
      text += static_cast<char>(high << 4 | digit);
      high = kNone;
    }
  }
  if (high >= 0) text += static_cast<char>(high << 4);
  return text;
}

PdfToken PdfLexer::Word() {
  PdfToken token{PdfToken::Kind::kWord, {}, 0};
  while (IsRegular(Peek())) token.text += static_cast<char>(Take());
  if (token.text.empty()) Take();  // a delimiter out of place
  const char* end = token.text.data() + token.text.size();
  const auto result = std::from_chars(token.text.data(), end, token.number);
  if (result.ec == std::errc() && (result.ptr == end || *result.ptr == '.'))
    token.kind = PdfToken::Kind::kNumber;
  return token;
}

PdfToken PdfLexer::Next() {
  using Kind = PdfToken::Kind;
  SkipBlanks();
  const int c = Peek();
  switch (c) {
    case kNone:
      return {};
    case '/':
      Take();
      return {Kind::kName, Name(), 0};
    case '(':
      Take();
      return {Kind::kString, Literal(), 0};
    case '[':
      Take();
      return {Kind::kOpenArray, {}, 0};
    case ']':
      Take();
      return {Kind::kCloseArray, {}, 0};
    case '<':
      Take();
      if (Peek() != '<') return {Kind::kString, Hexadecimal(), 0};
      Take();
      return {Kind::kOpenDictionary, {}, 0};
    case '>':
      Take();
      if (Peek() == '>') Take();
      return {Kind::kCloseDictionary, {}, 0};
    default:
      return Word();
  }
}

}  // namespace sallyport
