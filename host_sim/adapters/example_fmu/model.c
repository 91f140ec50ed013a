#include "model.h"

#include <math.h>

#define KELVIN 273.15
#define DAY 86400.0
#define MORNING 25200.0 /* 07:00 */
#define NIGHT 79200.0   /* 22:00 */

static const double rated_heat = 4000.0, rated_speed = 60.0; /* W, Hz, at 7 degrees outdoors */
static const double stage = 1500.0, voltage = 230.0;         /* W, V */
static const double element_heat = 9000.0;                   /* J/K */
static const double opens = 393.15, closes = 353.15;         /* K */

void home_reset(Home *h) {
    *h = (Home){.time = 0.0};
    h->real[T_AIR] = h->real[T_MASS] = h->real[T_ELEMENT] = KELVIN + 19.0;
    h->real[C_AIR] = 2.0e6;
    h->real[C_MASS] = 1.2e7;
    h->real[LOSS] = 95.0;
    h->real[COUPLING] = 450.0;
    h->real[T_OUT_MEAN] = KELVIN - 3.0;
    h->real[T_OUT_SWING] = 5.0;
    h->truth[HEATING] = 1;
    home_switch(h);
    home_evaluate(h);
}

static double of_day(const Home *h) {
    /* An event at 07:00 must find itself at 07:00, whatever the last bits of the time are. */
    return fmod(h->time + 1e-6, DAY);
}

void home_evaluate(Home *h) {
    double *r = h->real;
    double day = of_day(h);
    double gains = h->truth[AWAKE] ? 400.0 : 120.0;
    double out = r[T_OUT] = r[T_OUT_MEAN] + r[T_OUT_SWING] * sin(2.0 * 3.14159265358979 * (day / DAY - 0.375));
    int fan = h->truth[FAN_RUNS] = h->whole[FAN] == 9 ? r[SPEED] > 0.0 : h->whole[FAN] > 0;

    /* Heat in proportion to speed; both heat and coefficient of performance fall with the outdoor temperature. */
    double heat = rated_heat * r[SPEED] / rated_speed * fmax(1.0 + 0.02 * (out - KELVIN - 7.0), 0.3);
    double cop = fmax(3.6 + 0.07 * (out - KELVIN - 7.0), 1.2);
    r[POWER] = r[SPEED] > 0.0 ? heat / cop + 30.0 : 4.0;
    if (!h->truth[HEATING]) heat = -heat;
    if (!fan) heat = 0.0;
    r[T_SUPPLY] = fan ? r[T_AIR] + heat / 190.0 : r[T_AIR];

    /* The heater's element is cooled by the fan's air; without a fan it gets hot and the cut-out opens. */
    double aux = h->truth[CONTACT] && !h->truth[CUT_OUT] ? stage * h->whole[AUX] : 0.0;
    double given = (fan ? 50.0 : 6.0) * (r[T_ELEMENT] - r[T_AIR]);
    r[AUX_CURRENT] = aux / voltage;

    double exchange = r[COUPLING] * (r[T_MASS] - r[T_AIR]);
    r[DER_AIR] = (heat + given + gains + r[HEAT] + exchange + r[LOSS] * (out - r[T_AIR])) / r[C_AIR];
    r[DER_MASS] = -exchange / r[C_MASS];
    r[DER_ELEMENT] = (aux - given) / element_heat;
    r[MARGIN] = home_indicator(h);
}

double home_indicator(const Home *h) { return h->real[T_ELEMENT] - (h->truth[CUT_OUT] ? closes : opens); }

int home_switch(Home *h) {
    double day = of_day(h);
    /* A solver stops where the indicator is 0: that counts as switched, both ways. */
    int hot = h->truth[CUT_OUT] ? h->real[T_ELEMENT] > closes : h->real[T_ELEMENT] >= opens;
    int awake = day >= MORNING && day < NIGHT;
    int changed = hot != h->truth[CUT_OUT] || awake != h->truth[AWAKE];
    h->truth[CUT_OUT] = hot;
    h->truth[AWAKE] = awake;
    return changed;
}

double home_next_event(const Home *h) {
    double day = of_day(h), begin = h->time + 1e-6 - day;
    return day < MORNING ? begin + MORNING : day < NIGHT ? begin + NIGHT : begin + DAY + MORNING;
}

void home_integrate(Home *h, double dt) {
    int steps = (int)ceil(dt - 1e-9);
    double step = dt / (steps > 0 ? steps : 1), begin = h->time;
    for (int k = 0; k < steps; k++) {
        double before[STATES], slope[STATES];
        home_evaluate(h);
        for (int i = 0; i < STATES; i++) {
            before[i] = h->real[i];
            slope[i] = h->real[DER_AIR + i];
            h->real[i] += step * slope[i];
        }
        h->time = begin + (k + 1) * step;
        home_evaluate(h);
        for (int i = 0; i < STATES; i++) h->real[i] = before[i] + 0.5 * step * (slope[i] + h->real[DER_AIR + i]);
        home_switch(h);
    }
    home_evaluate(h);
}
