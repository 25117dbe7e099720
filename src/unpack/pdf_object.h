// What of one PDF object matters here: whether it is a file or a script or
// leads to one, and how its stream is packed.

#ifndef SALLYPORT_UNPACK_PDF_OBJECT_H_
#define SALLYPORT_UNPACK_PDF_OBJECT_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "unpack/pdf_encryption.h"
#include "unpack/pdf_lexer.h"
#include "unpack/source.h"

namespace sallyport {

struct PdfObject {
  uint64_t number = 0;  // and generation: its own, set by who found it
  uint64_t generation = 0;
  std::string type;     // /Type
  std::string subtype;  // /Subtype
  std::vector<std::string> filters;
  std::string crypt_filter;       // of the filter "Crypt"
  bool packed_elsewhere = false;  // another object tells how it is packed
  uint64_t predictor = 1;
  uint64_t colors = 1;
  uint64_t bits = 8;
  uint64_t columns = 1;
  uint64_t early_change = 1;
  bool root = false;                   // tells where a document begins
  bool encrypts = false;               // names what encrypts the document
  uint64_t encryption_object = 0;      // where that is, if not right here
  PdfEncryption encryption;            // if it is in this object
  std::vector<std::string> names;      // of a file
  std::vector<uint64_t> name_objects;  // that hold further names
  std::vector<uint64_t> file_objects;  // that the names are of
  std::vector<std::string> scripts;
  std::vector<uint64_t> script_objects;
  std::string text;  // of an object that is a string
  bool overflowed = false;  // of some of the lists above there was more
  uint64_t first = 0;       // of an object stream: where its first one is
  std::optional<uint64_t> length;
  std::optional<uint64_t> stream;  // where it begins
};

/// Reads objects from a lexer that is before them.
class PdfObjectReader {
 public:
  explicit PdfObjectReader(PdfLexer* lexer) : lexer_(lexer) {}

  /// Strings that are told are what `decrypt` makes of those in the object.
  using Decrypt = std::function<std::string(const std::string&)>;
  void DecryptStrings(Decrypt decrypt) { decrypt_ = std::move(decrypt); }

  /// Reads to the end of an object, or of what is there. In an object stream,
  /// where nothing but its dictionary tells of one, `lone_dictionary` ends it.
  /// False at the end of what is there.
  bool Read(bool lone_dictionary, PdfObject* object);

 private:
  using Kind = PdfToken::Kind;

  bool Take(const PdfToken& token, PdfObject* object);
  void NameToken(const std::string& name, PdfObject* object);
  void StringToken(const std::string& text, PdfObject* object);
  void WordToken(const std::string& word, PdfObject* object);
  void NumberValue(PdfObject* object);
  void Reference(uint64_t number, PdfObject* object);
  void EncryptionName(const std::string& name, PdfEncryption* encryption);
  std::string Text(const std::string& text) const;

  PdfLexer* lexer_;
  Decrypt decrypt_;
  std::string key_;
  std::vector<std::string> outer_keys_;  // of the dictionaries around
  int arrays_ = 0;
  std::vector<uint64_t> numbers_;  // the last two
};

/// A text string in UTF-8, if it says that it is Unicode; else as it is.
std::string PdfText(std::string_view bytes);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_PDF_OBJECT_H_
