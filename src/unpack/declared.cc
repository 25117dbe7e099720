#include "unpack/declared.h"

#include <algorithm>

#include "mail/address.h"
#include "unpack/gobject.h"
#include "unpack/names.h"

namespace sallyport {

namespace {

bool IsNameParameter(std::string_view name) {
  return name == "filename" || name == "name";
}

void AddDecoded(const char* text, std::vector<std::string>* names) {
  if (text == nullptr) return;
  AddName(text, names);
  if (std::string_view(text).find("=?") == std::string_view::npos) return;
  const StringPtr decoded(g_mime_utils_header_decode_text(nullptr, text));
  if (decoded != nullptr) AddName(decoded.get(), names);
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
    if (IsNameParameter(name)) AddDecoded(value, &declared->names);
    if (name == "charset" && value != nullptr)
      AddCharset(value, is_text, declared);
  }
}

void AddType(GMimeContentType* type, Declared* declared) {
  const StringPtr name(g_mime_content_type_get_mime_type(type));
  const std::string lower = LowerCase(name.get());
  if (std::find(declared->types.begin(), declared->types.end(), lower) ==
      declared->types.end())
    declared->types.push_back(lower);
  AddParameters(g_mime_content_type_get_parameters(type), declared,
                lower.starts_with("text/"));
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
  for (const std::string& raw : RawNames(value))
    AddDecoded(raw.c_str(), &declared->names);
}

}  // namespace

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
      if (name != "content-transfer-encoding")
        ReadField(name, value, &declared);
    }
  }
  AddType(g_mime_object_get_content_type(object), &declared);
  return declared;
}

}  // namespace sallyport
