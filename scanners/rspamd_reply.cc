#include "scanners/rspamd_reply.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

namespace sallyport {

namespace {

using Json = nlohmann::json;

constexpr double kMostScore = 1e6;
constexpr size_t kMostShownBytes = 200;

constexpr std::array<std::pair<RspamdAction, const char*>, 8> kActions = {
    {{RspamdAction::kNoAction, "no action"},
     {RspamdAction::kGreylist, "greylist"},
     {RspamdAction::kAddHeader, "add header"},
     {RspamdAction::kRewriteSubject, "rewrite subject"},
     {RspamdAction::kSoftReject, "soft reject"},
     {RspamdAction::kQuarantine, "quarantine"},
     {RspamdAction::kDiscard, "discard"},
     {RspamdAction::kReject, "reject"}}};

const Json* Member(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

bool ReadScore(const Json* value, double* score) {
  if (value == nullptr || !value->is_number()) return false;
  *score = value->get<double>();
  return std::fabs(*score) <= kMostScore;
}

bool ReadText(const Json& value, std::string* text) {
  if (!value.is_string()) return false;
  *text = value.get_ref<const std::string&>();
  return true;
}

bool ReadAction(const Json* value, RspamdAction* action) {
  std::string text;
  if (value == nullptr || !ReadText(*value, &text)) return false;
  const auto* known =
      std::find_if(kActions.begin(), kActions.end(),
                   [&text](const auto& entry) { return entry.second == text; });
  if (known == kActions.end()) return false;
  *action = known->first;
  return true;
}

bool ReadSymbol(const std::string& name, const Json& value,
                RspamdSymbol* symbol) {
  symbol->name = name;
  if (name.empty() || !value.is_object() ||
      !ReadScore(Member(value, "score"), &symbol->score))
    return false;
  const Json* options = Member(value, "options");
  if (options == nullptr) return true;
  if (!options->is_array()) return false;
  symbol->options.resize(options->size());
  for (size_t i = 0; i < options->size(); ++i)
    if (!ReadText((*options)[i], &symbol->options[i])) return false;
  return true;
}

bool ReadSymbols(const Json* value, std::vector<RspamdSymbol>* symbols) {
  if (value == nullptr || !value->is_object()) return false;
  for (const auto& [name, symbol] : value->items())
    if (!ReadSymbol(name, symbol, &symbols->emplace_back())) return false;
  std::stable_sort(symbols->begin(), symbols->end(),
                   [](const RspamdSymbol& a, const RspamdSymbol& b) {
                     return std::fabs(a.score) > std::fabs(b.score);
                   });
  return true;
}

/// "value", {"value": "value", "order": 1}, or several in an array.
bool ReadFields(const std::string& name, const Json& value,
                std::vector<RspamdField>* fields) {
  if (value.is_array())
    return std::all_of(value.begin(), value.end(), [&](const Json& one) {
      return !one.is_array() && ReadFields(name, one, fields);
    });
  const Json* text = value.is_object() ? Member(value, "value") : &value;
  fields->push_back({name, ""});
  return text != nullptr && ReadText(*text, &fields->back().value);
}

/// What is to become of a message that is rejected: instead of that it may be
/// kept, or thrown away.
bool ReadInstead(const Json* value, RspamdReply* reply) {
  if (value == nullptr) return true;
  RspamdAction instead = RspamdAction::kReject;
  if (!ReadAction(value, &instead) || (instead != RspamdAction::kQuarantine &&
                                       instead != RspamdAction::kDiscard))
    return false;
  if (reply->action == RspamdAction::kReject) reply->action = instead;
  return true;
}

bool ReadMilter(const Json* milter, RspamdReply* reply) {
  if (milter == nullptr) return true;
  if (!milter->is_object() || !ReadInstead(Member(*milter, "reject"), reply))
    return false;
  const Json* add = Member(*milter, "add_headers");
  if (add == nullptr) return true;
  if (!add->is_object()) return false;
  for (const auto& [name, value] : add->items())
    if (!ReadFields(name, value, &reply->add_headers)) return false;
  return true;
}

bool ReadMessages(const Json* messages, RspamdReply* reply) {
  if (messages == nullptr) return true;
  const Json* text =
      messages->is_object() ? Member(*messages, "smtp_message") : nullptr;
  return text == nullptr || ReadText(*text, &reply->smtp_message);
}

/// The name of what is not as it must be.
const char* Read(const Json& json, RspamdReply* reply) {
  if (!json.is_object()) return "object";
  const Json* skipped = Member(json, "is_skipped");
  if (skipped == nullptr || !skipped->is_boolean()) return "is_skipped";
  reply->skipped = skipped->get<bool>();
  if (!ReadScore(Member(json, "score"), &reply->score)) return "score";
  // null: its configuration has no score for "reject".
  const Json* required = Member(json, "required_score");
  if (required == nullptr ||
      (!required->is_null() && !ReadScore(required, &reply->required_score)))
    return "required_score";
  if (!ReadAction(Member(json, "action"), &reply->action)) return "action";
  if (!ReadScore(Member(json, "time_real"), &reply->seconds))
    return "time_real";
  if (!ReadSymbols(Member(json, "symbols"), &reply->symbols)) return "symbols";
  if (!ReadMessages(Member(json, "messages"), reply)) return "messages";
  if (!ReadInstead(Member(json, "reject"), reply)) return "reject";
  if (!ReadMilter(Member(json, "milter"), reply)) return "milter";
  return nullptr;
}

/// rspamd's rules may put bytes of a message into its answer, which is then
/// not UTF-8. What JSON is made of is ASCII.
Json ParseJson(std::string_view text) {
  Json json = Json::parse(text, nullptr, false);
  if (!json.is_discarded()) return json;
  std::string ascii(text);
  for (char& c : ascii)
    if (static_cast<unsigned char>(c) >= 0x80) c = '?';
  return Json::parse(ascii, nullptr, false);
}

}  // namespace

const char* Name(RspamdAction action) {
  for (const auto& [known, name] : kActions)
    if (known == action) return name;
  return "";
}

Result<RspamdReply> ParseRspamdReply(std::string_view text) {
  const Json json = ParseJson(text);
  RspamdReply reply;
  const char* wrong = json.is_discarded() ? "JSON" : Read(json, &reply);
  if (wrong != nullptr)
    return FormatError(
        std::string("rspamd's answer has no ") + wrong + " that is known",
        std::string(text.substr(0, kMostShownBytes)));
  return reply;
}

}  // namespace sallyport
