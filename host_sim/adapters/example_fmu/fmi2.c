/* The FMI 2.0 interface of the home: model exchange and co-simulation. */
#include <math.h>
#include <stdlib.h>

#include "fmi2Functions.h"
#include "model.h"

const char *fmi2GetTypesPlatform(void) { return fmi2TypesPlatform; }
const char *fmi2GetVersion(void) { return fmi2Version; }
fmi2Status fmi2SetDebugLogging(fmi2Component c, fmi2Boolean on, size_t n, const fmi2String names[]) { return fmi2OK; }

fmi2Component fmi2Instantiate(fmi2String name, fmi2Type type, fmi2String guid, fmi2String resources,
                              const fmi2CallbackFunctions *callbacks, fmi2Boolean visible, fmi2Boolean logging) {
    Home *h = malloc(sizeof(Home));
    if (h) home_reset(h);
    return h;
}

void fmi2FreeInstance(fmi2Component c) { free(c); }
fmi2Status fmi2SetupExperiment(fmi2Component c, fmi2Boolean given, fmi2Real tolerance, fmi2Real start,
                               fmi2Boolean ends, fmi2Real stop) {
    ((Home *)c)->time = start;
    return fmi2OK;
}
fmi2Status fmi2EnterInitializationMode(fmi2Component c) { return fmi2OK; }
fmi2Status fmi2ExitInitializationMode(fmi2Component c) { home_switch(c); home_evaluate(c); return fmi2OK; }
fmi2Status fmi2Terminate(fmi2Component c) { return fmi2OK; }
fmi2Status fmi2Reset(fmi2Component c) { home_reset(c); return fmi2OK; }

#define ACCESS(Type, array, size)                                                                             \
    fmi2Status fmi2Get##Type(fmi2Component c, const fmi2ValueReference r[], size_t n, fmi2##Type v[]) {       \
        home_evaluate(c);                                                                                     \
        for (size_t i = 0; i < n; i++) {                                                                      \
            if (r[i] >= size) return fmi2Error;                                                               \
            v[i] = ((Home *)c)->array[r[i]];                                                                  \
        }                                                                                                     \
        return fmi2OK;                                                                                        \
    }                                                                                                         \
    fmi2Status fmi2Set##Type(fmi2Component c, const fmi2ValueReference r[], size_t n, const fmi2##Type v[]) { \
        for (size_t i = 0; i < n; i++) {                                                                      \
            if (r[i] >= size) return fmi2Error;                                                               \
            ((Home *)c)->array[r[i]] = v[i];                                                                  \
        }                                                                                                     \
        return fmi2OK;                                                                                        \
    }
ACCESS(Real, real, REALS)
ACCESS(Integer, whole, WHOLES)
ACCESS(Boolean, truth, TRUTHS)
fmi2Status fmi2GetString(fmi2Component c, const fmi2ValueReference r[], size_t n, fmi2String v[]) { return fmi2Error; }
fmi2Status fmi2SetString(fmi2Component c, const fmi2ValueReference r[], size_t n, const fmi2String v[]) { return fmi2Error; }

/* Model exchange */
fmi2Status fmi2EnterEventMode(fmi2Component c) { return fmi2OK; }
fmi2Status fmi2EnterContinuousTimeMode(fmi2Component c) { return fmi2OK; }
fmi2Status fmi2NewDiscreteStates(fmi2Component c, fmi2EventInfo *info) {
    info->newDiscreteStatesNeeded = home_switch(c);
    info->terminateSimulation = fmi2False;
    info->nominalsOfContinuousStatesChanged = fmi2False;
    info->valuesOfContinuousStatesChanged = fmi2False;
    info->nextEventTimeDefined = fmi2True;
    info->nextEventTime = home_next_event(c);
    return fmi2OK;
}
fmi2Status fmi2CompletedIntegratorStep(fmi2Component c, fmi2Boolean no, fmi2Boolean *event, fmi2Boolean *end) {
    *event = *end = fmi2False;
    return fmi2OK;
}
fmi2Status fmi2SetTime(fmi2Component c, fmi2Real time) { ((Home *)c)->time = time; return fmi2OK; }
fmi2Status fmi2SetContinuousStates(fmi2Component c, const fmi2Real x[], size_t n) {
    for (size_t i = 0; i < n; i++) ((Home *)c)->real[i] = x[i];
    return fmi2OK;
}
fmi2Status fmi2GetContinuousStates(fmi2Component c, fmi2Real x[], size_t n) {
    for (size_t i = 0; i < n; i++) x[i] = ((Home *)c)->real[i];
    return fmi2OK;
}
fmi2Status fmi2GetDerivatives(fmi2Component c, fmi2Real dx[], size_t n) {
    home_evaluate(c);
    for (size_t i = 0; i < n; i++) dx[i] = ((Home *)c)->real[DER_AIR + i];
    return fmi2OK;
}
fmi2Status fmi2GetEventIndicators(fmi2Component c, fmi2Real z[], size_t n) {
    if (n > 0) z[0] = home_indicator(c);
    return fmi2OK;
}
fmi2Status fmi2GetNominalsOfContinuousStates(fmi2Component c, fmi2Real x[], size_t n) {
    for (size_t i = 0; i < n; i++) x[i] = 1.0;
    return fmi2OK;
}

/* Co-simulation */
fmi2Status fmi2DoStep(fmi2Component c, fmi2Real at, fmi2Real dt, fmi2Boolean no) {
    Home *h = c;
    if (dt < 0.0 || fabs(at - h->time) > 1e-6) return fmi2Error;
    h->time = at;
    home_integrate(h, dt);
    return fmi2OK;
}

/* What this home does not offer */
#define NOT(name, ...) fmi2Status name(__VA_ARGS__) { return fmi2Error; }
NOT(fmi2GetFMUstate, fmi2Component c, fmi2FMUstate *s)
NOT(fmi2SetFMUstate, fmi2Component c, fmi2FMUstate s)
NOT(fmi2FreeFMUstate, fmi2Component c, fmi2FMUstate *s)
NOT(fmi2SerializedFMUstateSize, fmi2Component c, fmi2FMUstate s, size_t *n)
NOT(fmi2SerializeFMUstate, fmi2Component c, fmi2FMUstate s, fmi2Byte b[], size_t n)
NOT(fmi2DeSerializeFMUstate, fmi2Component c, const fmi2Byte b[], size_t n, fmi2FMUstate *s)
NOT(fmi2GetDirectionalDerivative, fmi2Component c, const fmi2ValueReference u[], size_t nu, const fmi2ValueReference k[],
    size_t nk, const fmi2Real dk[], fmi2Real du[])
NOT(fmi2SetRealInputDerivatives, fmi2Component c, const fmi2ValueReference r[], size_t n, const fmi2Integer o[],
    const fmi2Real v[])
NOT(fmi2GetRealOutputDerivatives, fmi2Component c, const fmi2ValueReference r[], size_t n, const fmi2Integer o[],
    fmi2Real v[])
NOT(fmi2CancelStep, fmi2Component c)
NOT(fmi2GetStatus, fmi2Component c, const fmi2StatusKind k, fmi2Status *v)
NOT(fmi2GetRealStatus, fmi2Component c, const fmi2StatusKind k, fmi2Real *v)
NOT(fmi2GetIntegerStatus, fmi2Component c, const fmi2StatusKind k, fmi2Integer *v)
NOT(fmi2GetBooleanStatus, fmi2Component c, const fmi2StatusKind k, fmi2Boolean *v)
NOT(fmi2GetStringStatus, fmi2Component c, const fmi2StatusKind k, fmi2String *v)
