// How texts of held messages stand in JSON: escaped as in the logs, the empty
// text empty; one document a line.

#ifndef SALLYPORT_ADMIN_HELD_JSON_H_
#define SALLYPORT_ADMIN_HELD_JSON_H_

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/escape.h"

namespace sallyport {

using Json = nlohmann::ordered_json;

inline std::string JsonText(std::string_view raw) {
  return raw.empty() ? std::string() : EscapeField(raw);
}

inline Json JsonTexts(const std::vector<std::string>& raw) {
  Json list = Json::array();
  for (const std::string& item : raw) list.push_back(JsonText(item));
  return list;
}

inline std::string JsonLine(const Json& json) {
  return json.dump(-1, ' ', true, Json::error_handler_t::replace) + "\n";
}

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_HELD_JSON_H_
