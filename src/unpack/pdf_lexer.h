// The words of PDF's object language (ISO 32000-1, 7.2 and 7.3), one after
// the other. Strings and names come as the bytes they stand for.

#ifndef SALLYPORT_UNPACK_PDF_LEXER_H_
#define SALLYPORT_UNPACK_PDF_LEXER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "unpack/source.h"

namespace sallyport {

struct PdfToken {
  enum class Kind {
    kEnd,
    kName,
    kString,
    kNumber,
    kWord,
    kOpenDictionary,
    kCloseDictionary,
    kOpenArray,
    kCloseArray,
  };

  Kind kind = Kind::kEnd;
  std::string text;
  uint64_t number = 0;
};

class PdfLexer {
 public:
  /// Reads [begin, end) of `source`.
  PdfLexer(Source* source, uint64_t begin, uint64_t end)
      : source_(source), at_(begin), end_(end) {}

  PdfToken Next();
  /// Behind the last token.
  uint64_t at() const { return at_; }

 private:
  int Peek();
  int Take();
  void SkipBlanks();
  std::string Name();
  std::string Literal();
  std::string Hexadecimal();
  int Escape();
  PdfToken Word();

  Source* source_;
  uint64_t at_;
  uint64_t end_;
  std::string_view window_;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_PDF_LEXER_H_
