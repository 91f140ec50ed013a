/* The FMI 3.0 interface of the home: model exchange and co-simulation. The rest of the interface is in fmi3_not.c. */
#include <math.h>
#include <stdlib.h>

#include "fmi3Functions.h"
#include "model.h"

enum { WHOLE_FROM = 100, TRUTH_FROM = 200 }; /* one numbering for all types */

static fmi3Instance made(void) {
    Home *h = malloc(sizeof(Home));
    if (h) home_reset(h);
    return h;
}

const char *fmi3GetVersion(void) { return fmi3Version; }
fmi3Status fmi3SetDebugLogging(fmi3Instance c, fmi3Boolean on, size_t n, const fmi3String names[]) { return fmi3OK; }
fmi3Instance fmi3InstantiateModelExchange(fmi3String name, fmi3String token, fmi3String resources, fmi3Boolean visible,
                                          fmi3Boolean logging, fmi3InstanceEnvironment e, fmi3LogMessageCallback log) {
    return made();
}
fmi3Instance fmi3InstantiateCoSimulation(fmi3String name, fmi3String token, fmi3String resources, fmi3Boolean visible,
                                         fmi3Boolean logging, fmi3Boolean events, fmi3Boolean early,
                                         const fmi3ValueReference required[], size_t n, fmi3InstanceEnvironment e,
                                         fmi3LogMessageCallback log, fmi3IntermediateUpdateCallback update) {
    return made();
}
void fmi3FreeInstance(fmi3Instance c) { free(c); }
fmi3Status fmi3EnterInitializationMode(fmi3Instance c, fmi3Boolean given, fmi3Float64 tolerance, fmi3Float64 start,
                                       fmi3Boolean ends, fmi3Float64 stop) {
    ((Home *)c)->time = start;
    return fmi3OK;
}
fmi3Status fmi3ExitInitializationMode(fmi3Instance c) { home_switch(c); home_evaluate(c); return fmi3OK; }
fmi3Status fmi3Terminate(fmi3Instance c) { return fmi3OK; }
fmi3Status fmi3Reset(fmi3Instance c) { home_reset(c); return fmi3OK; }

#define ACCESS(Type, array, first, size)                                                                           \
    fmi3Status fmi3Get##Type(fmi3Instance c, const fmi3ValueReference r[], size_t n, fmi3##Type v[], size_t m) {   \
        home_evaluate(c);                                                                                          \
        for (size_t i = 0; i < n; i++) {                                                                           \
            if (r[i] - first >= size) return fmi3Error;                                                            \
            v[i] = ((Home *)c)->array[r[i] - first];                                                               \
        }                                                                                                          \
        return fmi3OK;                                                                                             \
    }                                                                                                              \
    fmi3Status fmi3Set##Type(fmi3Instance c, const fmi3ValueReference r[], size_t n, const fmi3##Type v[], size_t m) { \
        for (size_t i = 0; i < n; i++) {                                                                           \
            if (r[i] - first >= size) return fmi3Error;                                                            \
            ((Home *)c)->array[r[i] - first] = v[i];                                                               \
        }                                                                                                          \
        return fmi3OK;                                                                                             \
    }
ACCESS(Int32, whole, WHOLE_FROM, WHOLES)
ACCESS(Boolean, truth, TRUTH_FROM, TRUTHS)
ACCESS(Float64, real, 0, REALS)

/* Model exchange */
fmi3Status fmi3EnterEventMode(fmi3Instance c) { return fmi3OK; }
fmi3Status fmi3EnterContinuousTimeMode(fmi3Instance c) { return fmi3OK; }
fmi3Status fmi3UpdateDiscreteStates(fmi3Instance c, fmi3Boolean *again, fmi3Boolean *end, fmi3Boolean *nominals,
                                    fmi3Boolean *values, fmi3Boolean *timed, fmi3Float64 *next) {
    *again = home_switch(c);
    *end = *nominals = *values = fmi3False;
    *timed = fmi3True;
    *next = home_next_event(c);
    return fmi3OK;
}
fmi3Status fmi3CompletedIntegratorStep(fmi3Instance c, fmi3Boolean no, fmi3Boolean *event, fmi3Boolean *end) {
    *event = *end = fmi3False;
    return fmi3OK;
}
fmi3Status fmi3SetTime(fmi3Instance c, fmi3Float64 time) { ((Home *)c)->time = time; return fmi3OK; }
fmi3Status fmi3SetContinuousStates(fmi3Instance c, const fmi3Float64 x[], size_t n) {
    for (size_t i = 0; i < n; i++) ((Home *)c)->real[i] = x[i];
    return fmi3OK;
}
fmi3Status fmi3GetContinuousStates(fmi3Instance c, fmi3Float64 x[], size_t n) {
    for (size_t i = 0; i < n; i++) x[i] = ((Home *)c)->real[i];
    return fmi3OK;
}
fmi3Status fmi3GetContinuousStateDerivatives(fmi3Instance c, fmi3Float64 dx[], size_t n) {
    home_evaluate(c);
    for (size_t i = 0; i < n; i++) dx[i] = ((Home *)c)->real[DER_AIR + i];
    return fmi3OK;
}
fmi3Status fmi3GetEventIndicators(fmi3Instance c, fmi3Float64 z[], size_t n) {
    if (n > 0) z[0] = home_indicator(c);
    return fmi3OK;
}
fmi3Status fmi3GetNominalsOfContinuousStates(fmi3Instance c, fmi3Float64 x[], size_t n) {
    for (size_t i = 0; i < n; i++) x[i] = 1.0;
    return fmi3OK;
}
fmi3Status fmi3GetNumberOfEventIndicators(fmi3Instance c, size_t *n) { *n = 1; return fmi3OK; }
fmi3Status fmi3GetNumberOfContinuousStates(fmi3Instance c, size_t *n) { *n = STATES; return fmi3OK; }

/* Co-simulation */
fmi3Status fmi3DoStep(fmi3Instance c, fmi3Float64 at, fmi3Float64 dt, fmi3Boolean no, fmi3Boolean *event,
                      fmi3Boolean *end, fmi3Boolean *early, fmi3Float64 *reached) {
    Home *h = c;
    *event = *end = *early = fmi3False;
    *reached = at;
    if (dt < 0.0 || fabs(at - h->time) > 1e-6) return fmi3Error;
    h->time = at;
    home_integrate(h, dt);
    *reached = at + dt;
    return fmi3OK;
}
