"""Patients, imaging studies and the steps of the imaging journey."""
