#include "admin/command_options.h"

#include <CLI/CLI.hpp>

namespace sallyport {

namespace {

/// CLI11 takes a minus for a very large number, and a 0 in front for octal.
bool IsWhole(const std::string& text) {
  constexpr size_t kMostDigits = 18;
  return !text.empty() && text.size() <= kMostDigits &&
         text.find_first_not_of("0123456789") == text.npos &&
         (text[0] != '0' || text.size() == 1);
}

}  // namespace

CommandOptions::CommandOptions(const std::string& help, const std::string& who)
    : app_(std::make_unique<CLI::App>(help, who)) {}

CommandOptions::~CommandOptions() = default;

void CommandOptions::Word(const char* name, std::string* into,
                          const char* help) {
  app_->add_option(name, *into, help)->required();
}

void CommandOptions::Words(const char* name, std::vector<std::string>* into,
                           const char* help) {
  app_->add_option(name, *into, help)->required();
}

void CommandOptions::Value(const char* name, std::string* into,
                           const char* help,
                           const std::vector<std::string>& allowed) {
  CLI::Option* const option = app_->add_option(name, *into, help);
  if (!allowed.empty()) option->check(CLI::IsMember(allowed));
}

void CommandOptions::Values(const char* name, std::vector<std::string>* into,
                            const char* help) {
  app_->add_option(name, *into, help)->allow_extra_args(false);
}

void CommandOptions::Number(const char* name, size_t* into, const char* help) {
  app_->add_option(name, *into, help)->check([](const std::string& text) {
    return std::string(IsWhole(text) ? "" : "must be a whole number");
  });
}

void CommandOptions::Count(const char* name, size_t* into, const char* help) {
  app_->add_option(name, *into, help)->check([](const std::string& text) {
    return std::string(
        IsWhole(text) && text != "0" ? "" : "must be a number above 0");
  });
}

void CommandOptions::Flag(const char* name, bool* into, const char* help) {
  app_->add_flag(name, *into, help);
}

void CommandOptions::Needs(const char* flag, const char* other) {
  app_->get_option(flag)->needs(other);
}

void CommandOptions::Excludes(const char* flag, const char* other) {
  app_->get_option(flag)->excludes(other);
}

void CommandOptions::Footer(const std::string& text) { app_->footer(text); }

std::optional<int> CommandOptions::Parse(const Arguments& arguments) {
  try {
    app_->parse(std::vector<std::string>(arguments.rbegin(),
                                         arguments.rend()));
  } catch (const CLI::Success&) {
    Print(app_->help());
    return kDone;
  } catch (const CLI::ParseError& error) {
    PrintError(app_->get_name() + ": " + error.what() + "\n");
    return kUsage;
  }
  return std::nullopt;
}

}  // namespace sallyport
