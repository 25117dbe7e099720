#include "unpack/pdf_object.h"

#include <algorithm>
#include <charconv>

#include "unpack/wide_text.h"

namespace sallyport {

namespace {

using namespace std::string_view_literals;

// More of any list than this is not kept.
constexpr size_t kMaxList = 1000;
constexpr size_t kMaxDepth = 64;

template <typename Value>
void Add(Value value, std::vector<Value> PdfObject::*list, PdfObject* object) {
  if ((object->*list).size() < kMaxList)
    (object->*list).push_back(std::move(value));
  else
    object->overflowed = true;
}

/// A file specification's names, and in /EF its streams, are under these.
bool IsFileKey(std::string_view key) {
  return key == "F" || key == "UF" || key == "DOS" || key == "Mac" ||
         key == "Unix";
}

}  // namespace

std::string PdfText(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) return std::string(bytes.substr(3));
  if (!bytes.starts_with("\xFE\xFF")) return std::string(bytes);
  std::string swapped(bytes.substr(2));
  for (size_t i = 0; i + 1 < swapped.size(); i += 2)
    std::swap(swapped[i], swapped[i + 1]);
  std::string text;
  WideText().Feed(swapped, &text);
  return text;
}

/// What filters encrypt what, and how each does.
void PdfObjectReader::EncryptionName(const std::string& name,
                                     PdfEncryption* encryption) {
  if (key_ == "StmF") encryption->stream_filter = name;
  if (key_ == "StrF") encryption->string_filter = name;
  if (key_ == "EFF") encryption->file_filter = name;
  if (key_ == "CFM" && !outer_keys_.empty() &&
      encryption->methods.size() < kMaxList)
    encryption->methods[outer_keys_.back()] = name;
}

void PdfObjectReader::NameToken(const std::string& name, PdfObject* object) {
  if (!numbers_.empty() && arrays_ == 0) NumberValue(object);
  if (key_.empty()) {
    if (arrays_ == 0) key_ = name;
    if (key_ == "Root") object->root = true;
    if (key_ == "Encrypt") object->encrypts = true;
    return;
  }
  const bool whole = outer_keys_.size() <= 1;
  if (key_ == "Type" && whole) object->type = name;
  if (key_ == "Subtype" && whole) object->subtype = name;
  if ((key_ == "Filter" || key_ == "F") && whole)
    Add(name, &PdfObject::filters, object);
  if (key_ == "Name" && !outer_keys_.empty() &&
      (outer_keys_.back() == "DecodeParms" || outer_keys_.back() == "DP"))
    object->crypt_filter = name;
  EncryptionName(name, &object->encryption);
  if (arrays_ == 0) key_.clear();
}

std::string PdfObjectReader::Text(const std::string& text) const {
  return PdfText(decrypt_ ? decrypt_(text) : text);
}

void PdfObjectReader::StringToken(const std::string& text, PdfObject* object) {
  if (key_ == "O") object->encryption.owner = text;
  if (key_ == "U") object->encryption.user = text;
  if (key_ == "UE") object->encryption.key = text;
  // An array of two, of which the first counts.
  if (key_ == "ID" && object->encryption.id.empty())
    object->encryption.id = text;
  if (IsFileKey(key_) || key_ == "Desc")
    Add(Text(text), &PdfObject::names, object);
  if (key_ == "JS") Add(Text(text), &PdfObject::scripts, object);
  if (key_.empty() && outer_keys_.empty()) object->text = Text(text);
  if (arrays_ == 0) key_.clear();
}

void PdfObjectReader::NumberValue(PdfObject* object) {
  const uint64_t number = numbers_.back();
  if (key_ == "Length") {
    object->length = number;
    object->encryption.key_bits = std::max(object->encryption.key_bits, number);
  }
  if (key_ == "R") object->encryption.revision = number;
  if (key_ == "P")
    object->encryption.permissions = static_cast<int64_t>(number);
  if (key_ == "Predictor") object->predictor = number;
  if (key_ == "Colors") object->colors = number;
  if (key_ == "BitsPerComponent") object->bits = number;
  if (key_ == "Columns") object->columns = number;
  if (key_ == "EarlyChange") object->early_change = number;
  if (key_ == "First") object->first = number;
  numbers_.clear();
  key_.clear();
}

void PdfObjectReader::Reference(uint64_t number, PdfObject* object) {
  const bool files = !outer_keys_.empty() && outer_keys_.back() == "EF";
  if (IsFileKey(key_))
    Add(number, files ? &PdfObject::file_objects : &PdfObject::name_objects,
        object);
  if ((key_ == "Filter" || key_ == "DecodeParms" || key_ == "DP") &&
      outer_keys_.size() <= 1)
    object->packed_elsewhere = true;
  if (key_ == "JS") Add(number, &PdfObject::script_objects, object);
  if (key_ == "Encrypt") object->encryption_object = number;
  numbers_.clear();
  if (arrays_ == 0) key_.clear();
}

void PdfObjectReader::WordToken(const std::string& word, PdfObject* object) {
  if (key_ == "EncryptMetadata") object->encryption.metadata = word != "false";
  if (key_ == "Encrypt" && word == "null") object->encrypts = false;
  // Of all numbers here only this is negative.
  if (key_ == "P" && word.starts_with('-'))
    std::from_chars(word.data(), word.data() + word.size(),
                    object->encryption.permissions);
  if (word == "R" && numbers_.size() == 2)
    Reference(numbers_.front(), object);
  else if (!numbers_.empty() && arrays_ == 0)
    NumberValue(object);
  else if (arrays_ == 0)
    key_.clear();
}

/// False at the object's end.
bool PdfObjectReader::Take(const PdfToken& token, PdfObject* object) {
  switch (token.kind) {
    case Kind::kName:
      NameToken(token.text, object);
      break;
    case Kind::kString:
      StringToken(token.text, object);
      break;
    case Kind::kNumber:
      if (numbers_.size() == 2) numbers_.erase(numbers_.begin());
      numbers_.push_back(token.number);
      break;
    case Kind::kOpenDictionary:
      if (outer_keys_.size() < kMaxDepth) outer_keys_.push_back(key_);
      key_.clear();
      numbers_.clear();
      break;
    case Kind::kCloseDictionary:
      if (!numbers_.empty()) NumberValue(object);
      if (!outer_keys_.empty()) outer_keys_.pop_back();
      key_.clear();
      arrays_ = 0;
      break;
    case Kind::kOpenArray:
      ++arrays_;
      break;
    case Kind::kCloseArray:
      arrays_ = std::max(arrays_ - 1, 0);
      numbers_.clear();
      if (arrays_ == 0) key_.clear();
      break;
    case Kind::kWord:
      if (token.text == "endobj" || token.text == "obj") return false;
      if (token.text.starts_with("stream")) {
        // What follows the word without a line end belongs to the stream.
        object->stream = lexer_->at() - token.text.size() + "stream"sv.size();
        return false;
      }
      WordToken(token.text, object);
      break;
    case Kind::kEnd:
      return false;
  }
  return true;
}

bool PdfObjectReader::Read(bool lone_dictionary, PdfObject* object) {
  *object = {};
  key_.clear();
  outer_keys_.clear();
  numbers_.clear();
  arrays_ = 0;
  while (true) {
    const PdfToken token = lexer_->Next();
    if (!Take(token, object)) return token.kind != Kind::kEnd;
    if (lone_dictionary && token.kind == Kind::kCloseDictionary &&
        outer_keys_.empty())
      return true;
  }
}

}  // namespace sallyport
