// The command line of tests/fake/inject: one table row an option.

#ifndef SALLYPORT_TESTS_FAKE_INJECT_OPTIONS_H_
#define SALLYPORT_TESTS_FAKE_INJECT_OPTIONS_H_

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/fake/queue_client.h"

namespace sallyport::fake {

struct InjectOptions {
  ClientSpec client;
  std::string message_path;
  std::string envelope_path;
  std::optional<size_t> cut_message;
  int stall_message_ms = 0;
  int stall_envelope_ms = 0;
  int kill_after_ms = 0;
  int signal = SIGKILL;
  int deadline_ms = 600000;
  bool direct = false;
  bool hang_up = false;
  bool terminator = true;
  bool pass = false;
  std::string sender;
  std::vector<std::string> recipients;
};

struct InjectOption {
  const char* name;
  const char* value;  // what a person puts there; nullptr: takes none
  const char* help;
  /// False: a wrong value.
  bool (*set)(InjectOptions* options, const char* value);
};

/// "nofile=20"
inline bool AddSoftLimit(ClientSpec* client, const std::string& text) {
  constexpr std::pair<const char*, int> kNames[] = {
      {"cpu", RLIMIT_CPU},     {"fsize", RLIMIT_FSIZE},
      {"data", RLIMIT_DATA},   {"stack", RLIMIT_STACK},
      {"nproc", RLIMIT_NPROC}, {"nofile", RLIMIT_NOFILE},
      {"as", RLIMIT_AS}};
  const size_t equals = text.find('=');
  for (const auto& [name, resource] : kNames) {
    if (text.substr(0, equals) != name) continue;
    client->soft_limits.emplace_back(
        resource, std::strtoull(text.c_str() + equals + 1, nullptr, 10));
    return true;
  }
  return false;
}

inline bool SetNumber(int* number, const char* value) {
  char* end = nullptr;
  *number = static_cast<int>(std::strtol(value, &end, 10));
  return *value != '\0' && *end == '\0';
}

inline bool AddNumber(std::vector<int>* numbers, const char* value) {
  numbers->push_back(0);
  return SetNumber(&numbers->back(), value);
}

inline constexpr InjectOption kInjectOptions[] = {
    {"message", "FILE", "instead of descriptor 0",
     [](InjectOptions* o, const char* v) {
       o->message_path = v;
       return true;
     }},
    {"direct", nullptr, "PROGRAM reads the --message file itself, no pipe",
     [](InjectOptions* o, const char*) { return o->direct = true; }},
    {"cut-message", "N", "write N bytes of the message, then go on",
     [](InjectOptions* o, const char* v) {
       o->cut_message = std::strtoull(v, nullptr, 10);
       return true;
     }},
    {"stall-message-ms", "N", "pause in the middle of the message",
     [](InjectOptions* o, const char* v) {
       return SetNumber(&o->stall_message_ms, v);
     }},
    {"stall-envelope-ms", "N", "pause between message and envelope",
     [](InjectOptions* o, const char* v) {
       return SetNumber(&o->stall_envelope_ms, v);
     }},
    {"hang-up", nullptr, "after the message close all: no envelope",
     [](InjectOptions* o, const char*) { return o->hang_up = true; }},
    {"envelope", "FILE", "raw bytes for descriptor 1",
     [](InjectOptions* o, const char* v) {
       o->envelope_path = v;
       return true;
     }},
    {"no-terminator", nullptr, "leave out the envelope's last NUL",
     [](InjectOptions* o, const char*) { return !(o->terminator = false); }},
    {"close-fd", "N", "PROGRAM starts with N closed (repeatable)",
     [](InjectOptions* o, const char* v) {
       return AddNumber(&o->client.closed, v);
     }},
    {"pipe-on", "N", "PROGRAM starts with another pipe on N (repeatable)",
     [](InjectOptions* o, const char* v) {
       return AddNumber(&o->client.extra_pipes, v);
     }},
    {"no-error-fd", nullptr, "no text channel",
     [](InjectOptions* o, const char*) {
       o->client.text_fd = -1;
       return true;
     }},
    {"error-fd", "N", "the text channel is on N instead of 6",
     [](InjectOptions* o, const char* v) {
       return SetNumber(&o->client.text_fd, v);
     }},
    {"error-file", "FILE", "the text channel is this file, not a pipe",
     [](InjectOptions* o, const char* v) {
       o->client.text_file =
           ::open(v, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
       return o->client.text_file >= 0;
     }},
    {"kill-after-ms", "N", "send --signal to PROGRAM then",
     [](InjectOptions* o, const char* v) {
       return SetNumber(&o->kill_after_ms, v);
     }},
    {"signal", "N", "for --kill-after-ms (9)",
     [](InjectOptions* o, const char* v) { return SetNumber(&o->signal, v); }},
    {"deadline-ms", "N", "kill PROGRAM and print \"hung\" then (600000)",
     [](InjectOptions* o, const char* v) {
       return SetNumber(&o->deadline_ms, v);
     }},
    {"cwd", "DIR", "PROGRAM starts there",
     [](InjectOptions* o, const char* v) {
       o->client.directory = v;
       return true;
     }},
    {"umask", "OCTAL", "PROGRAM starts with this mask",
     [](InjectOptions*, const char* v) {
       ::umask(static_cast<mode_t>(std::strtoul(v, nullptr, 8)));
       return true;
     }},
    {"block-signal", "N", "PROGRAM starts with N blocked (repeatable)",
     [](InjectOptions* o, const char* v) {
       return AddNumber(&o->client.blocked_signals, v);
     }},
    {"default-sigpipe", nullptr, "qmail-smtpd leaves SIGPIPE ignored",
     [](InjectOptions* o, const char*) {
       return o->client.default_sigpipe = true;
     }},
    {"soft-limit", "NAME=N", "cpu fsize data stack nproc nofile as",
     [](InjectOptions* o, const char* v) {
       return AddSoftLimit(&o->client, v);
     }},
    {"alarm-ms", "N", "PROGRAM starts with this timer running",
     [](InjectOptions* o, const char* v) {
       return SetNumber(&o->client.alarm_ms, v);
     }},
    {"pass", nullptr, "exit as PROGRAM did",
     [](InjectOptions* o, const char*) { return o->pass = true; }},
};

inline void PrintInjectUsage() {
  std::fputs("inject [OPTIONS] PROGRAM SENDER RECIPIENT... < message\n",
             stderr);
  for (const InjectOption& option : kInjectOptions)
    std::fprintf(stderr, "  --%-18s%-8s%s\n", option.name,
                 option.value != nullptr ? option.value : "", option.help);
}

/// False: usage. Options end at the first word that is none, or behind "--".
inline bool ParseInjectOptions(int argc, char** argv, InjectOptions* options) {
  int i = 1;
  for (; i < argc && std::strncmp(argv[i], "--", 2) == 0; ++i) {
    const char* name = argv[i] + 2;
    if (*name == '\0') {
      ++i;
      break;
    }
    const InjectOption* found = nullptr;
    for (const InjectOption& option : kInjectOptions)
      if (std::strcmp(option.name, name) == 0) found = &option;
    if (found == nullptr) return false;
    if (found->value != nullptr && ++i == argc) return false;
    if (!found->set(options, argv[i])) return false;
  }
  if (argc - i < 2) return false;
  options->client.program = argv[i++];
  options->sender = argv[i++];
  options->recipients.assign(argv + i, argv + argc);
  return true;
}

}  // namespace sallyport::fake

#endif  // SALLYPORT_TESTS_FAKE_INJECT_OPTIONS_H_
