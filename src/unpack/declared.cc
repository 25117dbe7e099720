#include "unpack/declared.h"

#include <algorithm>

#include "mail/address.h"
#include "unpack/cr_source.h"
#include "unpack/encoded_names.h"
#include "unpack/gobject.h"
#include "unpack/header_fields.h"
#include "unpack/known_charset.h"
#include "unpack/names.h"
#include "unpack/raw_names.h"

namespace sallyport {

namespace {

bool IsNameParameter(std::string_view name) {
  return name == "filename" || name == "name";
}

// The names of one object together: more is no mail program's doing, and
// each of them is read in several ways.
constexpr size_t kMaxNameWork = 32 * 1024;
/// GMime's reader of words takes the square of a name's length.
constexpr size_t kMaxGmimeName = 1024;
// Each field of the type that is there again may have another.
constexpr size_t kMaxTypes = 100;

void AddDecoded(const std::string& text, Declared* declared) {
  declared->name_work += std::min<size_t>(text.size(), 4096);
  if (declared->name_work > kMaxNameWork ||
      declared->names.size() >= kMaxNames) {
    declared->too_many = true;
    return;
  }
  AddName(text, &declared->names);
  if (text.size() <= kMaxGmimeName && text.find("=?") != std::string::npos) {
    const StringPtr decoded(
        g_mime_utils_header_decode_text(nullptr, text.c_str()));
    if (decoded != nullptr) AddName(decoded.get(), &declared->names);
  }
  if (!AddHeaderName(text, &declared->names)) declared->too_many = true;
}

void AddCharset(std::string_view name, bool is_text, Declared* declared) {
  if (is_text && !IsKnownCharset(name)) declared->unknown_charset = true;
  const Charset charset = CharsetByName(name);
  if (charset == Charset::kOther) return;
  if (std::find(declared->charsets.begin(), declared->charsets.end(),
                charset) == declared->charsets.end())
    declared->charsets.push_back(charset);
}

void AddParameters(GMimeParamList* list, Declared* declared, bool is_text) {
  for (int i = 0; i < g_mime_param_list_length(list); ++i) {
    GMimeParam* param = g_mime_param_list_get_parameter_at(list, i);
    const std::string name = LowerCase(g_mime_param_get_name(param));
    const char* value = g_mime_param_get_value(param);
    if (IsNameParameter(name) && value != nullptr) AddDecoded(value, declared);
    if (name == "charset" && value != nullptr)
      AddCharset(value, is_text, declared);
  }
}

void AddType(GMimeContentType* type, Declared* declared) {
  const StringPtr name(g_mime_content_type_get_mime_type(type));
  const std::string lower = LowerCase(name.get());
  if (std::find(declared->types.begin(), declared->types.end(), lower) ==
      declared->types.end()) {
    if (declared->types.size() < kMaxTypes)
      declared->types.push_back(lower);
    else
      declared->too_many = true;
  }
  AddParameters(g_mime_content_type_get_parameters(type), declared,
                lower.starts_with("text/"));
}

void AddRawNames(std::string_view value, Declared* declared) {
  for (const std::string& raw : RawNames(value, &declared->too_many))
    AddDecoded(raw, declared);
}

void ReadField(std::string_view name, const char* value, Declared* declared) {
  if (name == "content-type") {
    const ObjectPtr<GMimeContentType> type(
        g_mime_content_type_parse(nullptr, value));
    AddType(type.get(), declared);
  } else if (name == "content-disposition") {
    const ObjectPtr<GMimeContentDisposition> disposition(
        g_mime_content_disposition_parse(nullptr, value));
    AddParameters(g_mime_content_disposition_get_parameters(disposition.get()),
                  declared, false);
  }
  AddRawNames(value, declared);
  // All of the field may be an encoded word.
  if (std::string_view(value).find("=?") != std::string_view::npos)
    AddRawNames(DecodeWords(value, false), declared);
}

/// What a program falls back to that finds no name: the description, the
/// location without its query, the identifier without its host. Only what
/// could be a file's.
void ReadOtherNames(GMimeObject* object, Declared* declared) {
  struct Field {
    const char* name;
    std::string_view ends;  // what is behind one of these is no name
  };
  for (const Field& field :
       {Field{"Content-Description", ""}, Field{"Content-Location", "?#"},
        Field{"Content-ID", "@"}}) {
    const char* value = g_mime_object_get_header(object, field.name);
    if (value == nullptr) continue;
    std::string_view name = value;
    // Encoded words have question marks of their own.
    if (name.find("=?") == std::string_view::npos)
      name = name.substr(0, name.find_first_of(field.ends));
    if (name.find_first_of(".%&?") != std::string_view::npos)
      AddDecoded(std::string(name), declared);
  }
}

struct Oddities {
  bool nul = false;
  bool bare_return = false;  // one that no newline follows
};

Oddities FindOddities(Source* source, uint64_t begin, uint64_t end) {
  Oddities found;
  bool after_return = false;
  while (begin < end) {
    const std::string_view view = source->View(begin).substr(
        0, static_cast<size_t>(std::min<uint64_t>(end - begin, SIZE_MAX)));
    if (view.empty()) break;
    found.nul = found.nul || view.find('\0') != std::string_view::npos;
    if (after_return && view[0] != '\n') found.bare_return = true;
    for (size_t at = view.find('\r');
         at != std::string_view::npos && !found.bare_return;
         at = view.find('\r', at + 1))
      found.bare_return = at + 1 < view.size() && view[at + 1] != '\n';
    after_return = view.back() == '\r';
    begin += view.size();
  }
  return found;
}

void ReadNameFields(Source* header, Declared* declared) {
  HeaderFields fields(header);
  while (fields.Next()) {
    std::string name = fields.name();
    std::erase(name, '\0');
    if (name != "content-disposition" && name != "content-type") continue;
    AddRawNames(fields.value(), declared);
    std::string value = fields.value();
    if (std::erase(value, '\0') > 0) AddRawNames(value, declared);
  }
}

}  // namespace

void ReadHiddenNames(Source* source, uint64_t begin, uint64_t end,
                     Declared* declared) {
  const Oddities odd = FindOddities(source, begin, end);
  RangeSource header(source, begin, std::max(begin, end));
  if (odd.nul) ReadNameFields(&header, declared);
  if (!odd.bare_return) return;
  CrSource lines(&header);
  ReadNameFields(&lines, declared);
}

Declared ReadDeclared(GMimeObject* object) {
  Declared declared;
  std::vector<std::pair<std::string, std::string>> seen;
  GMimeHeaderList* fields = g_mime_object_get_header_list(object);
  // The disposition's name is what most programs show, so it comes first.
  for (const std::string_view wanted :
       {"content-disposition", "content-type", "content-transfer-encoding"}) {
    for (int i = 0; i < g_mime_header_list_get_count(fields); ++i) {
      GMimeHeader* field = g_mime_header_list_get_header_at(fields, i);
      const std::string name = LowerCase(g_mime_header_get_name(field));
      const char* value = g_mime_header_get_raw_value(field);
      if (name != wanted || value == nullptr) continue;
      if (!seen.empty() && seen.back().first == name &&
          seen.back().second != value)
        declared.conflicting = true;
      seen.emplace_back(name, value);
      if (name != "content-transfer-encoding" && !declared.too_many)
        ReadField(name, value, &declared);
    }
  }
  AddType(g_mime_object_get_content_type(object), &declared);
  if (declared.names.empty()) ReadOtherNames(object, &declared);
  return declared;
}

}  // namespace sallyport
