// sallyport-queue as a person or cron starts it: -z, -v, -h.

#ifndef SALLYPORT_QUEUE_OPTIONS_H_
#define SALLYPORT_QUEUE_OPTIONS_H_

namespace sallyport {

/// Returns the exit code; -z becomes `sallyport tidy` and does not return.
int RunOption(int argc, char** argv);

}  // namespace sallyport

#endif  // SALLYPORT_QUEUE_OPTIONS_H_
