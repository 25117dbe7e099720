// One result of `sallyport check`.

#ifndef SALLYPORT_ADMIN_CHECK_LINE_H_
#define SALLYPORT_ADMIN_CHECK_LINE_H_

#include <string>
#include <string_view>

namespace sallyport {

/// kWarning: mail is scanned as configured, but a person should look.
enum class CheckState { kOk, kWarning, kWrong };

struct CheckLine {
  CheckState state = CheckState::kWrong;
  std::string name;  // what was looked at; scanners by their own name
  std::string text;  // not escaped
};

inline std::string_view Name(CheckState state) {
  switch (state) {
    case CheckState::kOk:
      return "ok";
    case CheckState::kWarning:
      return "warning";
    case CheckState::kWrong:
      break;
  }
  return "wrong";
}

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_CHECK_LINE_H_
