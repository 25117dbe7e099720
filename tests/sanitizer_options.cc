// Linked into every program of the sanitized build. Leaks are not looked for:
// these programs live for one message and end without freeing, and the leak
// checker needs the very calls that the jail takes away.

extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() {
  return "detect_leaks=0:abort_on_error=1";
}
extern "C" const char* __ubsan_default_options();
extern "C" const char* __ubsan_default_options() {
  return "print_stacktrace=1";
}
