"""The part of `addresses` on mediation by programs. The pack of these roles knows no stations of help."""

from __future__ import annotations

# fmt: off
TABLE: dict[str, tuple[str, str]] = {
    r"api/v1/mediation": ("405", "401"),
    r"api/v1/mediation/ways": ("200", "405"),
    r"api/v1/mediation/<number>/own": ("422", "405"),
    r"api/v1/mediation/<number>/own/withdraw": ("405", "400"),
    r"api/v1/mediation/cases": ("401", "401"),
    r"api/v1/mediation/cases/<case_id>": ("401", "405"),
    r"api/v1/work/<number>/mediation": ("405", "401"),
    r"api/v1/mediation/cases/<case_id>/take": ("405", "401"),
    r"api/v1/mediation/cases/<case_id>/decline": ("405", "401"),
    r"api/v1/mediation/cases/<case_id>/consent": ("405", "401"),
    r"api/v1/mediation/cases/<case_id>/ask": ("405", "401"),
    r"api/v1/mediation/cases/<case_id>/form": ("405", "401"),
    r"api/v1/mediation/cases/<case_id>/finish": ("405", "401"),
    r"api/v1/mediation/cases/<case_id>/agree": ("405", "401"),
    r"api/v1/mediation/cases/<case_id>/court": ("405", "401"),
    r"api/v1/mediation/cases/<case_id>/call-back": ("405", "401"),
    r"api/v1/mediation/cases/<case_id>/sittings": ("405", "401"),
    r"api/v1/mediation/cases/<case_id>/sittings/<sitting_id>/hold": ("405", "401"),
    r"api/v1/mediation/cases/<case_id>/sittings/<sitting_id>/drop": ("405", "401"),
    r"api/v1/help-hours": ("404", "405"),
    r"api/v1/help-hours/stations": ("401", "401"),
    r"api/v1/help-hours/stations/<station_id>": ("401", "405"),
    r"api/v1/help-hours/stations/<station_id>/close": ("405", "401"),
    r"api/v1/help-hours/stations/<station_id>/shifts": ("405", "401"),
    r"api/v1/help-hours/stations/<station_id>/shifts/<shift_id>/end": ("405", "401"),
    r"api/v1/help-hours/stations/<station_id>/hours": ("405", "401"),
    r"api/v1/help-hours/stations/<station_id>/hours/<hour_id>/back": ("405", "401"),
}
