/* A home with a mini-split, small enough to read: the equations that both interfaces share. SI units, temperatures in K. */
#ifndef MODEL_H
#define MODEL_H

enum { T_AIR, T_MASS, T_ELEMENT, STATES };                      /* K */
enum { REALS = 19, WHOLES = 2, TRUTHS = 5 };

/* Value references: the place in `real`, `whole` or `truth`. modelDescription.xml says the same. */
enum {
    SPEED = 3, T_OUT, T_SUPPLY, POWER, AUX_CURRENT, DER_AIR, DER_MASS, DER_ELEMENT,
    C_AIR, C_MASS, LOSS, COUPLING, T_OUT_MEAN, T_OUT_SWING, HEAT, MARGIN
};
enum { FAN, AUX };
enum { HEATING, CONTACT, FAN_RUNS, CUT_OUT, AWAKE };

typedef struct {
    double time;
    double real[REALS];     /* the states first */
    int whole[WHOLES];
    int truth[TRUTHS];
} Home;

void home_reset(Home *h);
void home_evaluate(Home *h);                 /* derivatives and outputs from states, inputs and time */
double home_indicator(const Home *h);        /* changes sign when the heater's cut-out switches */
int home_switch(Home *h);                    /* lets the cut-out and the people follow; 1 if either did */
double home_next_event(const Home *h);       /* when people get up or go to bed, s */
void home_integrate(Home *h, double dt);     /* for co-simulation: Heun in steps of at most 1 s */

#endif
